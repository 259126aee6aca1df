import { type Parameter, tf } from '@lamella/core/engine';
import type { Model } from '@lamella/models';

/** How much larger queries and keys start than other weights, so that attention is sharp enough to see single tokens. */
const SHARPNESS = 2;

/** Which neighbour each head looks at in the beginning: the token before, the token after, two before, two after, … */
function offsetOfHead(head: number): number {
  const distance = Math.floor(head / 2) + 1;
  return head % 2 === 0 ? distance : -distance;
}

/**
 * Starts a small encoder so that every attention head looks at one neighbour of each token. Position embeddings begin as sinusoids
 * (Vaswani et al. 2017, section 3.5), which a rotation moves by any offset; a head's keys begin as its queries after such a
 * rotation (in the spirit of mimetic initialisation, Trockman and Kolter 2023). With random attention, a masked language
 * model of this size spends most of its training on finding its neighbours. All weights are trained afterwards.
 */
export function startWithNeighbours(model: Model): void {
  const { hiddenSize, numHeads, initializerRange } = model.config;
  const find = (name: string): Parameter => {
    const parameter = model.parameters.get(name);
    if (parameter === undefined) throw new Error(`Expected the weight ${name}, found none`);
    return parameter;
  };
  fill(find(`${model.family}.embeddings.position_embeddings.weight`), (position, feature) => {
    const angle = position * frequency(feature, hiddenSize);
    return initializerRange * Math.SQRT2 * (feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  });
  for (const layer of model.layers.keys()) {
    const query = find(`${model.layerPath(layer)}.attention.self.query.weight`);
    const key = find(`${model.layerPath(layer)}.attention.self.key.weight`);
    const values = read(query);
    const at = (row: number, column: number): number =>
      SHARPNESS * (values[row * hiddenSize + column] ?? NaN);
    fill(query, at);
    fill(key, (row, column) => {
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

function read(parameter: Parameter): Float32Array {
  const value = parameter.read();
  const values = value.dataSync<'float32'>();
  value.dispose();
  return values;
}

function fill(parameter: Parameter, value: (row: number, column: number) => number): void {
  const [rows = 0, columns = 0] = parameter.shape;
  const values = Float32Array.from({ length: rows * columns }, (_, i) =>
    value(Math.floor(i / columns), i % columns),
  );
  tf.tidy(() => parameter.assign(tf.tensor2d(values, [rows, columns])));
}
