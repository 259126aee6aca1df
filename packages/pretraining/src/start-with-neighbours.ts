import type { Model } from '@lamella/models';
import { fillValues, findParameter, readValues } from './parameter-values.ts';

/** How much larger queries and keys start than other weights, so that attention is sharp enough to see single tokens. */
const SHARPNESS = 2;

/** The attention score that a neighbour starts with, others being around 0. */
const NEIGHBOUR_SCORE = 5;

/**
 * Starts a small encoder so that every attention head looks at one neighbour of each token (in the spirit of mimetic
 * initialisation, Trockman and Kolter 2023). With random attention, a masked language model of this size spends most of its
 * training on finding its neighbours. All weights are trained afterwards.
 */
export function startWithNeighbours(model: Model): void {
  if (model.family === 'deberta-v2') startWithDistances(model);
  else startWithPositions(model);
}

/** Which neighbour each head looks at in the beginning: the token before, the token after, two before, two after, … */
function offsetOfHead(head: number): number {
  const distance = Math.floor(head / 2) + 1;
  return head % 2 === 0 ? distance : -distance;
}

/**
 * Position embeddings begin as sinusoids (Vaswani et al. 2017, section 3.5), which a rotation moves by any offset; a head's keys
 * begin as its queries after such a rotation.
 */
function startWithPositions(model: Model): void {
  const { hiddenSize, numHeads, initializerRange } = model.config;
  const positions = `${model.family}.embeddings.position_embeddings.weight`;
  fillValues(findParameter(model, positions), (position, feature) => {
    const angle = position * frequency(feature, hiddenSize);
    return initializerRange * Math.SQRT2 * (feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  });
  for (const layer of model.layers.keys()) {
    const query = findParameter(model, `${model.layerPath(layer)}.attention.self.query.weight`);
    const key = findParameter(model, `${model.layerPath(layer)}.attention.self.key.weight`);
    const values = readValues(query);
    const at = (row: number, column: number): number =>
      SHARPNESS * (values[row * hiddenSize + column] ?? NaN);
    fillValues(query, at);
    fillValues(key, (row, column) => {
      const offset = offsetOfHead(Math.floor(row / (hiddenSize / numHeads)));
      const turn = offset * frequency(column, hiddenSize);
      // The rotation of a pair (sin, cos) by `turn`, applied from the right.
      const isSine = column % 2 === 0;
      return (
        at(row, column) * Math.cos(turn) +
        at(row, isSine ? column + 1 : column - 1) * (isSine ? -1 : 1) * Math.sin(turn)
      );
    });
  }
}

/** Angular frequency of a pair of features: from π down to π / 16, so that neighbours differ clearly. */
function frequency(feature: number, size: number): number {
  return Math.PI * 16 ** (-(feature - (feature % 2)) / size);
}

/**
 * With relative embeddings, the bias of a head's queries begins along the key of its neighbour's distance: whatever stands at a
 * position, the score with this neighbour starts at {@link NEIGHBOUR_SCORE}.
 */
function startWithDistances(model: Model): void {
  const { hiddenSize, numHeads } = model.config;
  const headSize = hiddenSize / numHeads;
  const table = findParameter(model, 'deberta.encoder.rel_embeddings.weight');
  const [numRows = 0] = table.shape;
  const embeddings = readValues(table);
  // Content, content to position, position to content.
  const scale = Math.sqrt(3 * headSize);
  for (const layer of model.layers.keys()) {
    const attention = `${model.layerPath(layer)}.attention.self`;
    const keys = readValues(findParameter(model, `${attention}.key_proj.weight`));
    const biases = Array.from({ length: numHeads }, (_, head) => {
      const row = (numRows / 2 + offsetOfHead(head)) * hiddenSize;
      const embedding = normalise(embeddings.subarray(row, row + hiddenSize));
      const key = Array.from({ length: headSize }, (_, i) => {
        const start = (head * headSize + i) * hiddenSize;
        return dot(keys.subarray(start, start + hiddenSize), embedding);
      });
      return key.map((value) => (NEIGHBOUR_SCORE * scale * value) / dot(key, key));
    }).flat();
    fillValues(findParameter(model, `${attention}.query_proj.bias`), (feature) => biases[feature] ?? NaN);
  }
}

/** Layer normalisation of a vector with the initial weight and bias, 1 and 0. */
function normalise(vector: Float32Array): number[] {
  const values = [...vector];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}

function dot(a: ArrayLike<number>, b: readonly number[]): number {
  return b.reduce((sum, value, i) => sum + value * (a[i] ?? NaN), 0);
}
