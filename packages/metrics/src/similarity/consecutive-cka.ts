import { type ConsecutiveSums, ckaEffects, isConstant, type OwnSums, type PairSums } from './cka-effects.ts';
import { sum } from '../numbers.ts';
import { alignment } from './linear-cka.ts';
import { at, centreColumns, diagonal, gram, innerProduct, type Matrix, type Matrix64 } from './matrix.ts';
import type { RepresentationMeasure } from './representation-measure.ts';
import type { SampleEffects } from './sample-effects.ts';
import { checkSamples } from './samples.ts';

/**
 * Linear CKA between the input and the output of every layer, of all samples at once: it keeps them, and compares the M × M
 * products of the samples, those of two representations at a time.
 */
export class ConsecutiveCka implements RepresentationMeasure {
  readonly #batches: (readonly Matrix[])[] = [];
  #compared: Compared | undefined;

  add(representations: readonly Matrix[]): void {
    this.#batches.push(representations);
    this.#compared = undefined;
  }

  values(): number[] {
    return [...this.#compare().cka];
  }

  effects(): SampleEffects | undefined {
    return ckaEffects(this.#compare().sums);
  }

  #compare(): Compared {
    const [first = []] = this.#batches;
    return (this.#compared ??= compare(
      first.map((_, l) => joinRows(this.#batches.flatMap((b) => b[l] ?? []))),
    ));
  }
}

interface Compared {
  readonly cka: readonly number[];
  readonly sums: ConsecutiveSums;
}

function compare(representations: readonly Matrix[]): Compared {
  const [cka, own, cross]: [number[], OwnSums[], PairSums[]] = [[], [], []];
  let input: Matrix64 | undefined;
  for (const [l, representation] of representations.entries()) {
    const before = representations[l - 1] ?? representation;
    checkSamples(before, representation, { measure: 'Linear CKA', minimum: 2 });
    const kernel = gram(centreColumns(representation));
    own.push(ownSums(kernel, representation));
    if (input !== undefined) {
      cross.push(pairSums(input, kernel));
      cka.push(alignment(cross.at(-1)?.product ?? NaN, input, kernel));
    }
    input = kernel;
  }
  return { cka, sums: { numSamples: representations[0]?.rows ?? 0, own, cross } };
}

function ownSums(kernel: Matrix64, { data }: Matrix): OwnSums {
  const norms = diagonal(kernel);
  const sumOfNorms = sum(norms);
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += at(data, i) ** 2;
  return { ...pairSums(kernel, kernel), norms, sumOfNorms, isConstant: isConstant(sumOfNorms, squares) };
}

/** x_iᵀ (XᵀY) y_i is the sum of row i of the kernels' elementwise product, x_iᵀ Σ ‖y_j‖² x_j that of row i, weighted. */
function pairSums(k: Matrix64, l: Matrix64): PairSums {
  const [normsOfX, normsOfY] = [diagonal(k), diagonal(l)];
  const sums = {
    rows: new Float64Array(k.rows),
    weightedX: new Float64Array(k.rows),
    weightedY: new Float64Array(k.rows),
  };
  for (let i = 0; i < k.rows; i++) {
    let [row, weightedX, weightedY] = [0, 0, 0];
    for (let j = 0; j < k.columns; j++) {
      const [ofX, ofY] = [at(k.data, i * k.columns + j), at(l.data, i * k.columns + j)];
      row += ofX * ofY;
      weightedX += ofX * at(normsOfY, j);
      weightedY += ofY * at(normsOfX, j);
    }
    sums.rows[i] = row;
    sums.weightedX[i] = weightedX;
    sums.weightedY[i] = weightedY;
  }
  return { product: innerProduct(k, l), ...sums };
}

/** The rows of all matrices below one another. */
function joinRows(matrices: readonly Matrix[]): Matrix {
  const rows = matrices.reduce((sum, matrix) => sum + matrix.rows, 0);
  const columns = matrices[0]?.columns ?? 0;
  const data = new Float32Array(rows * columns);
  let start = 0;
  for (const matrix of matrices) {
    data.set(matrix.data, start);
    start += matrix.data.length;
  }
  return { rows, columns, data };
}
