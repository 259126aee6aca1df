import { Dropout, tf } from '@lamella/engine';
import { type EncodedExample, IGNORED_LABEL } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { toInputs } from './batch-inputs.ts';
import { heldOutLoss } from './held-out-loss.ts';
import { LogLikelihoods } from './log-likelihoods.ts';
import { meanLoss, predictionLosses } from './losses.ts';
import { openReference } from './testing/reference.ts';

const reference = openReference('llama', 'reference');
// The third row's first token is predicted from padding.
const batch = reference.batch('', { start: 0, size: 2 });
const { size, length, inputIds, attentionMask, tokenLabels } = batch;

/** The reference's rows, without their padding. */
const examples: EncodedExample[] = Array.from({ length: size }, (_, id) => {
  const isOfRow = (__: number, i: number): boolean => Math.floor(i / length) === id && attentionMask[i] === 1;
  const ids = [...inputIds].filter(isOfRow);
  return {
    ...{ id, ids, typeIds: ids.map(() => 0), label: 0 },
    tokenLabels: [...(tokenLabels ?? [])].filter(isOfRow),
  };
});

let model: Model;
beforeAll(() => void (model = loadModel(reference.folder, { head: 'causal-lm' })));
afterAll(() => model.dispose());

function evaluate(some: readonly EncodedExample[], batchSize: number) {
  const likelihoods = new LogLikelihoods(model, { padId: 0 });
  try {
    return heldOutLoss(likelihoods, some, batchSize);
  } finally {
    likelihoods.dispose();
  }
}

// The loss of a step is compared with PyTorch's in causal-lm/causal-lm.test.ts.
test.each([1, 2, 3, 64])('the loss of a step with these rows, in batches of %d', (batchSize) => {
  const { loss, perplexity, numTokens } = evaluate(examples, batchSize);
  const expected = tf.tidy(() => {
    const inputs = toInputs(batch);
    const losses = predictionLosses({ model, kind: 'causal-lm' }, inputs, new Dropout());
    return meanLoss(losses, inputs.weights).dataSync()[0];
  });
  expect(loss).toBeCloseTo(expected ?? NaN, 5);
  expect(perplexity).toBeCloseTo(Math.exp(loss), 12);
  const isLearnt = (label: number, position: number): boolean => position > 0 && label !== IGNORED_LABEL;
  const counts = examples.map(({ tokenLabels: labels = [] }) => labels.filter(isLearnt).length);
  expect(numTokens).toBe(counts.reduce((a, b) => a + b));
});

test('a token counts the same in a long example and in a short one', () => {
  const single = examples.map((example) => evaluate([example], 1));
  const total = single.reduce((sum, { numTokens }) => sum + numTokens, 0);
  const mean = single.reduce((sum, { loss, numTokens }) => sum + loss * numTokens, 0) / total;
  expect(evaluate(examples, 2).loss).toBeCloseTo(mean, 6);
});

test('examples without anything to predict are an error', () => {
  const nothing = examples.map((example) => ({
    ...example,
    tokenLabels: Array.from(example.ids, () => IGNORED_LABEL),
  }));
  expect(() => evaluate(nothing, 2)).toThrow('Expected held-out examples with tokens to predict, got none.');
});

test('a model that has diverged is an error', () => {
  const broken = loadModel(reference.folder, { head: 'causal-lm' });
  const [parameter] = broken.parameters.values();
  tf.tidy(() => parameter?.assign(tf.fill([...parameter.shape], NaN)));
  const likelihoods = new LogLikelihoods(broken, { padId: 0 });
  expect(() => heldOutLoss(likelihoods, examples, 2)).toThrow(
    /^Expected a finite held-out loss, got NaN: the model has diverged/,
  );
  likelihoods.dispose();
  broken.dispose();
});
