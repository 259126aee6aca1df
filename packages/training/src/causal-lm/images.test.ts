import { splitImages } from '@lamella/core';
import { adaptModel } from '@lamella/adapters';
import { type BatchLayout, type EncodedExample, makeBatches } from '@lamella/datasets';
import { loadModel, type Model, placeImages } from '@lamella/models';
import { FineTuningStep } from '../fine-tuning-step.ts';
import { openReference } from '../testing/reference.ts';

const reference = openReference('llava', 'reference');
const pixelValues = reference.read('pixel_values');
const images = splitImages(pixelValues.data, pixelValues.shape);

/** The reference's rows as examples, without their padding, each with an image. */
function examplesOf(model: Model, imageOf: (row: number) => number): EncodedExample[] {
  const tokens = model.config.imageTokens;
  if (tokens === undefined) throw new Error('Expected a model that reads images');
  return [0, 1, 2].map((id) => {
    const row = reference.batch('', { start: id, size: 1 });
    const isToken = (_: number, i: number): boolean => row.attentionMask[i] === 1;
    const ids = [...row.inputIds].filter(isToken);
    const tokenLabels = [...(row.tokenLabels ?? [])].filter(isToken);
    const placed = placeImages(ids, images.slice(imageOf(id), imageOf(id) + 1), tokens);
    return { id, ids, typeIds: ids.map(() => 0), label: 0, tokenLabels, images: placed };
  });
}

/** Mean loss by PyTorch's logits, of the labels that are predicted at a token (the reference has one at padding too). */
function expectedLoss(): number {
  const { shape, data } = reference.read('logits');
  const [numRows = 0, length = 0, size = 0] = shape;
  const { attentionMask, tokenLabels = [] } = reference.batch('', { start: 0, size: numRows });
  const losses: number[] = [];
  for (let i = 0; i < numRows * length - 1; i++) {
    const label = tokenLabels[i + 1] ?? -1;
    if ((i + 1) % length === 0 || attentionMask[i] === 0 || label < 0) continue;
    const logits = data.subarray(i * size, (i + 1) * size);
    losses.push(Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0)) - (logits[label] ?? NaN));
  }
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

/** Loss and gradient norm of a step on one batch of the examples. */
function stepOn(
  examples: readonly EncodedExample[],
  model: Model,
  layout: BatchLayout = 'padded',
): { loss: number; gradNorm: number } {
  const adapted = adaptModel(model, {
    ...{ kind: 'lora', layers: [0, 2], targets: ['q_proj', 'down_proj'] },
    ...{ rank: 2, alpha: 2, dropout: 0, seed: 0 },
  });
  const step = new FineTuningStep({
    ...{ model, trainable: adapted.trainable, kind: 'causal-lm', maxGradNorm: 1, seed: 0, hasDropout: false },
    adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  });
  const report = step.run([...makeBatches(examples, { batchSize: 4, padId: 621, layout })], 0);
  step.dispose();
  adapted.remove();
  return report;
}

let model: Model;
beforeAll(() => {
  model = loadModel(reference.folder, { head: 'causal-lm' });
});
afterAll(() => model.dispose());

test('examples with images have PyTorch’s loss, from batches of our own', () => {
  const { loss, gradNorm } = stepOn(
    examplesOf(model, (row) => row),
    model,
  );
  expect(loss).toBeCloseTo(expectedLoss(), 5);
  expect(gradNorm).toBeGreaterThan(0);
});

test('packed, they have the loss and the gradients that they have in rows of their own', () => {
  const examples = examplesOf(model, (row) => row % 2);
  const [padded, packed] = [stepOn(examples, model), stepOn(examples, model, 'packed')];
  expect(packed.loss).toBeCloseTo(padded.loss, 5);
  expect(packed.gradNorm / padded.gradNorm).toBeCloseTo(1, 5);
});

test('examples may share an image', () => {
  const examples = examplesOf(model, () => 1);
  const [batch] = makeBatches(examples, { batchSize: 3, padId: 621 });
  expect(batch?.images?.shape).toEqual([1, ...pixelValues.shape.slice(1)]);
  const { loss } = stepOn(examples, model);
  // The same as with three copies of the image.
  const copies = examples.map((example) => ({
    ...example,
    images: (example.images ?? []).map((placed) => ({ ...placed, image: { ...placed.image } })),
  }));
  expect(loss).toBeCloseTo(stepOn(copies, model).loss, 6);
  expect(Math.abs(loss - expectedLoss())).toBeGreaterThan(1e-3);
});

test('full fine-tuning leaves the image encoder as it is', () => {
  const whole = loadModel(reference.folder, { head: 'causal-lm' });
  const names = adaptModel(whole, { kind: 'full' }).trainable.map(({ name }) => name);
  expect(names).toHaveLength(39);
  expect(names.filter((name) => !name.startsWith('language_model.'))).toEqual([]);
  whole.dispose();
});
