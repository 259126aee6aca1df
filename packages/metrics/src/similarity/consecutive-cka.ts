import { type ConsecutiveSums, ckaEffects, isConstant, type OwnSums, type PairSums } from './cka-effects.ts';
import { sum } from '../numbers.ts';
import { alignment } from './linear-cka.ts';
import {
  at,
  centreColumns,
  diagonal,
  gram,
  innerProduct,
  joinRows,
  squaredNorm,
  type Matrix,
  type Matrix64,
} from './matrix.ts';
import { centreKernel, kernelOfDistances, squaredDistances } from './rbf-kernel.ts';
import type { RepresentationMeasure } from './representation-measure.ts';
import type { SampleEffects } from './sample-effects.ts';
import { checkSamples } from './samples.ts';

/** A kernel of CKA. */
export interface SampleKernel {
  /** The name of what is measured with it, for messages. */
  readonly measure: string;
  centred(representation: Matrix): CentredKernel;
}

/** The kernel of a representation. */
export interface CentredKernel {
  /** H K H of the samples' kernel K, [M, M], with H = I − 1/M. */
  readonly kernel: Matrix64;
  /** True if all samples share one vector, see {@link isConstant}. */
  readonly isConstant: boolean;
}

const linear: SampleKernel = { measure: 'Linear CKA', centred: linearKernel };

/**
 * The bandwidth of {@link startRbfCka} over the median distance of two samples: the largest of the three fractions that
 * Kornblith et al. 2019 compare (0.2, 0.4 and 0.8), which tells corresponding layers as well as the linear kernel does.
 */
export const rbfBandwidthFactor = 0.8;

const rbf: SampleKernel = { measure: 'RBF CKA', centred: rbfKernel };

/** Starts to measure linear CKA. */
export function startLinearCka(): RepresentationMeasure {
  return new ConsecutiveCka();
}

/** Starts to measure CKA with the RBF kernel, see {@link rbfBandwidthFactor}. */
export function startRbfCka(): RepresentationMeasure {
  return new ConsecutiveCka(rbf);
}

/**
 * CKA between the input and the output of every layer, of all samples at once: it keeps them, and compares the M × M kernels
 * of the samples, those of two representations at a time. The kernel is linear unless another is given.
 */
export class ConsecutiveCka implements RepresentationMeasure {
  readonly #batches: (readonly Matrix[])[] = [];
  readonly #kernel: SampleKernel;
  #compared: Compared | undefined;

  constructor(kernel: SampleKernel = linear) {
    this.#kernel = kernel;
  }

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
      this.#kernel,
    ));
  }
}

interface Compared {
  readonly cka: readonly number[];
  readonly sums: ConsecutiveSums;
}

function compare(representations: readonly Matrix[], { measure, centred }: SampleKernel): Compared {
  const [cka, own, cross]: [number[], OwnSums[], PairSums[]] = [[], [], []];
  let input: Matrix64 | undefined;
  for (const [l, representation] of representations.entries()) {
    const before = representations[l - 1] ?? representation;
    checkSamples(before, representation, { measure, minimum: 2 });
    const { kernel, isConstant } = centred(representation);
    own.push(ownSums(kernel, isConstant));
    if (input !== undefined) {
      cross.push(pairSums(input, kernel));
      cka.push(alignment(cross.at(-1)?.product ?? NaN, input, kernel));
    }
    input = kernel;
  }
  return { cka, sums: { numSamples: representations[0]?.rows ?? 0, own, cross } };
}

function ownSums(kernel: Matrix64, isConstant: boolean): OwnSums {
  const norms = diagonal(kernel);
  return { ...pairSums(kernel, kernel), norms, sumOfNorms: sum(norms), isConstant };
}

function linearKernel(representation: Matrix): CentredKernel {
  const kernel = gram(centreColumns(representation));
  const spread = sum(diagonal(kernel));
  return { kernel, isConstant: isConstant(spread, squaredNorm(representation)) };
}

/** Samples that share one vector differ by rounding alone, which the median distance would scale up: their kernel is 0. */
function rbfKernel(representation: Matrix): CentredKernel {
  const { rows } = representation;
  const distances = squaredDistances(representation);
  const spread = sum(distances.data) / (2 * rows);
  return isConstant(spread, squaredNorm(representation))
    ? { kernel: { ...distances, data: new Float64Array(rows * rows) }, isConstant: true }
    : { kernel: centreKernel(kernelOfDistances(distances, rbfBandwidthFactor)), isConstant: false };
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
