import { type EncodedExample, IGNORED_LABEL } from '@lamella/datasets';
import { Dropout, tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { loadModel, type Model } from '@lamella/models';
import { openReference } from './testing/reference.ts';
import { LogLikelihoods } from './log-likelihoods.ts';

const reference = openReference('llama', 'importance');
/** The first tokens of the samples are the prompt, a different number in each. */
const examples: EncodedExample[] = reference.examples('samples/', 7).map((example, i) => ({
  ...example,
  id: 50 - i,
  tokenLabels: Array.from(example.ids, (token, position) => (position < i + 1 ? IGNORED_LABEL : token)),
}));
let model: Model;
beforeAll(() => {
  model = loadModel(reference.folder, { head: 'causal-lm' });
});
afterAll(() => model.dispose());

/** Σ log softmax(logits at t − 1)[token t], from all logits of the text alone. */
function expectedSum({ ids, tokenLabels = [] }: EncodedExample): number {
  return tf.tidy(() => {
    const inputIds = tf.tensor2d([[...ids]], undefined, 'int32');
    const { logits } = model.forward({ inputIds, attentionMask: tf.onesLike(inputIds) }, new Dropout());
    const rows = tf.logSoftmax(tf.squeeze(logits as tf.Tensor3D, [0])).arraySync() as number[][];
    return tokenLabels.reduce(
      (sum, label, t) => (label === IGNORED_LABEL ? sum : sum + (rows[t - 1]?.[label] ?? NaN)),
      0,
    );
  });
}

test.each([
  [1, false],
  [3, false],
  [32, false],
  [3, true],
])('sums over the labelled tokens, %d texts at a time; eager: %s', (batchSize, isEager) => {
  const likelihoods = new LogLikelihoods(model, { padId: 0, isEager });
  const sums = likelihoods.sums(examples, batchSize);
  likelihoods.dispose();
  expect(sums).toHaveLength(examples.length);
  examples.forEach((example, i) => expect(sums[i]).toBeCloseTo(expectedSum(example), 4));
});

test('a text has the same value whatever it is read with', () => {
  const likelihoods = new LogLikelihoods(model, { padId: 0 });
  const alone = examples.map((example) => likelihoods.sums([example], 1)[0] ?? NaN);
  for (const batchSize of [2, 5, 32]) {
    const together = likelihoods.sums(examples, batchSize);
    alone.forEach((value, i) =>
      expect(Math.abs(value - (together[i] ?? NaN))).toBeLessThanOrEqual(1e-5 * Math.abs(value)),
    );
  }
  likelihoods.dispose();
});

test('no texts, no values; what the model does not know never reaches the engine; nothing is left behind', () => {
  expectNoLeakedTensors(() => {
    const likelihoods = new LogLikelihoods(model, { padId: 0, isEager: true });
    expect(likelihoods.sums([])).toHaveLength(0);
    likelihoods.sums(examples, 4);
    const [first] = examples;
    const stranger = { ...(first as EncodedExample), id: 3, ids: [model.config.vocabularySize] };
    expect(() => likelihoods.sums([stranger])).toThrow(`got ${model.config.vocabularySize} in example 3`);
    likelihoods.dispose();
  });
});
