import { Dropout, tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import type { EncodedExample } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { Predictor, toPrediction } from './predict.ts';
import { openReference } from './testing/reference.ts';

const reference = openReference('roberta', 'importance');
const examples: EncodedExample[] = reference
  .examples('samples/', 10)
  .map((example, i) => ({ ...example, id: 100 - i }));
let model: Model;
beforeAll(() => {
  model = loadModel(reference.folder, { head: 'classification' });
});
afterAll(() => model.dispose());

test.each([
  [1, false],
  [4, false],
  [32, false],
  [4, true],
])('logits in the order of the examples, %d at a time; eager: %s', (batchSize, isEager) => {
  const predictor = new Predictor(model, { padId: 1, isEager });
  const rows = predictor.logits(examples, batchSize);
  predictor.dispose();
  expect(rows).toHaveLength(examples.length);
  tf.tidy(() => {
    examples.forEach(({ ids }, i) => {
      const inputs = {
        inputIds: tf.tensor2d([[...ids]], undefined, 'int32'),
        attentionMask: tf.onesLike(tf.tensor2d([[...ids]], undefined, 'int32')),
      };
      const expected = model.forward(inputs, new Dropout()).logits.dataSync();
      expect(expected).toHaveLength(3);
      expected.forEach((value, c) => expect(rows[i]?.[c]).toBeCloseTo(value, 4));
    });
  });
});

test('a text that is packed with others has the logits that it has alone', () => {
  const predictor = new Predictor(model, { padId: 1 });
  const together = predictor.logits(examples);
  examples.forEach((example, i) => {
    const [alone] = predictor.logits([example], 1);
    alone?.forEach((value, c) => expect(together[i]?.[c]).toBeCloseTo(value, 5));
  });
  predictor.dispose();
});

test('no examples, no rows; nothing is left behind', () => {
  expectNoLeakedTensors(() => {
    const predictor = new Predictor(model, { padId: 1, isEager: true });
    expect(predictor.logits([])).toEqual([]);
    predictor.logits(examples, 4);
    predictor.dispose();
  });
});

test.each([
  ['classification', [0.1, 3, -1], 1],
  ['classification', [2, 2, 1], 0],
  ['classification', [-5, -4], 1],
  ['regression', [2.5], 2.5],
] as const)('%s of %j', (kind, logits, expected) => {
  expect(toPrediction(kind, Float32Array.from(logits))).toBe(expected);
});

test('what the model has no position or embedding for never reaches the engine', () => {
  const predictor = new Predictor(model, { padId: 1, isEager: true });
  const one = (ids: number[]): EncodedExample => ({ id: 3, ids, typeIds: ids.map(() => 0), label: 0 });
  const { maxPositions, vocabularySize } = model.config;
  expect(predictor.logits([one(new Array<number>(maxPositions - 2).fill(5))])).toHaveLength(1);
  expect(() => predictor.logits([one(new Array<number>(maxPositions - 1).fill(5))])).toThrow(
    `Expected texts of at most ${maxPositions - 2} tokens`,
  );
  expect(() => predictor.logits([one([0, vocabularySize])])).toThrow(`got ${vocabularySize} in example 3`);
  predictor.dispose();
});

test('steady logits are the same to the bit, whatever the batch size and whoever is predicted besides', () => {
  const predictor = new Predictor(model, { padId: 1 });
  const texts = [
    ...examples,
    ...reference.examples('samples/', 10).map((each, i) => ({ ...each, id: 200 + i })),
  ];
  const expected = predictor.steadyLogits(texts, 8);
  for (const batchSize of [1, 2, 3, 5, 20, 64])
    expect(predictor.steadyLogits(texts, batchSize)).toEqual(expected);
  texts.forEach((text, i) => expect(predictor.steadyLogits([text], 1)).toEqual([expected[i]]));
  const usual = predictor.logits(texts);
  expected.forEach((row, i) => row.forEach((value, c) => expect(value).toBeCloseTo(usual[i]?.[c] ?? NaN, 4)));
  predictor.dispose();
});

test('a text beyond the longest bucket is refused by both ways, also where a model has no limit of its own', () => {
  const { folder } = openReference('modernbert', 'importance');
  const unlimited = loadModel(folder, { head: 'classification' });
  const predictor = new Predictor(unlimited, { padId: 0, isEager: true });
  const ids = Array.from({ length: 2049 }, () => 1);
  const long = [{ id: 0, ids, typeIds: ids.map(() => 0), label: 0 }];
  for (const run of [() => predictor.logits(long), () => predictor.steadyLogits(long)])
    expect(run).toThrow('Expected at most 2048 tokens per example');
  predictor.dispose();
  unlimited.dispose();
});
