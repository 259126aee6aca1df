import { Dropout, type NamedTensors, type Tensor, tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { attendDisentangled, type DisentangledInputs } from './disentangled-attention.ts';

const [batchSize, numHeads, headSize] = [2, 2, 2];
const D = numHeads * headSize;

const random = (rows: number, seed: number): Tensor => tf.randomNormal([rows, D], 0, 1, 'float32', seed);

function randomInputs(length: number): Required<DisentangledInputs> & NamedTensors {
  const rows = batchSize * length;
  return {
    query: random(rows, 1),
    key: random(rows, 2),
    value: random(rows, 3),
    positionKeys: random(2 * length, 4),
    positionQueries: random(2 * length, 5),
  } as never;
}

function attend(inputs: DisentangledInputs, length: number, isToken: readonly number[]): Tensor {
  const mask = tf.tensor(
    isToken.map((each) => (1 - each) * -1e9),
    [1, batchSize, 1, length],
  );
  const numScores =
    1 + Number(inputs.positionKeys !== undefined) + Number(inputs.positionQueries !== undefined);
  const options = { batchSize, length, numHeads, numScores, dropout: new Dropout(), dropoutRate: 0 };
  return attendDisentangled(inputs, mask, options);
}

/** The formula, element by element. */
function attendByHand(inputs: DisentangledInputs, length: number, isToken: readonly number[]): number[][] {
  const read = (x: Tensor | undefined): number[][] | undefined => x?.arraySync() as number[][] | undefined;
  const [query = [], key = [], value = []] = [inputs.query, inputs.key, inputs.value].map(read);
  const [positionKeys, positionQueries] = [read(inputs.positionKeys), read(inputs.positionQueries)];
  const numScores = 1 + Number(positionKeys !== undefined) + Number(positionQueries !== undefined);
  const dot = (a: number[] | undefined, b: number[] | undefined, head: number): number =>
    Array.from({ length: headSize }, (_, k) => head * headSize + k).reduce(
      (sum, column) => sum + (a?.[column] ?? 0) * (b?.[column] ?? 0),
      0,
    );
  return Array.from({ length: batchSize * length }, (_, row) => {
    const [b, i] = [Math.floor(row / length), row % length];
    return Array.from({ length: D }, (_, column) => {
      const head = Math.floor(column / headSize);
      const weights = Array.from({ length }, (_, j) => {
        const score =
          dot(query[row], key[b * length + j], head) +
          dot(query[row], positionKeys?.[j - i + length - 1], head) +
          dot(key[b * length + j], positionQueries?.[i - j + length - 1], head);
        return isToken[b * length + j] === 1 ? Math.exp(score / Math.sqrt(headSize * numScores)) : 0;
      });
      const total = weights.reduce((a, c) => a + c);
      return weights.reduce((sum, w, j) => sum + (w / total) * (value[b * length + j]?.[column] ?? 0), 0);
    });
  });
}

describe.each([
  [1, [1, 1]],
  [4, [1, 1, 1, 1, 1, 1, 0, 0]],
])('%i tokens', (length, isToken) => {
  const all = randomInputs(length);
  test.each<[string, DisentangledInputs]>([
    ['both kinds of positions', all],
    ['content to position', { ...all, positionQueries: undefined }],
    ['position to content', { ...all, positionKeys: undefined }],
    ['content alone', { ...all, positionKeys: undefined, positionQueries: undefined }],
  ])('%s', (_, inputs) => {
    expectTensorsClose(attend(inputs, length, isToken), attendByHand(inputs, length, isToken), {
      absolute: 1e-6,
    });
  });
});

test('gradients', () => {
  const length = 3;
  const weights = random(batchSize * length, 6);
  expectCorrectGradients(
    (inputs) => tf.sum(tf.mul(attend(inputs as never, length, [1, 1, 1, 1, 1, 0]), weights)),
    randomInputs(length),
  );
});
