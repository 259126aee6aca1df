import { sum } from '../numbers.ts';
import { fewestSamples, isConstant } from './cka-effects.ts';
import {
  at,
  centreColumns,
  crossProduct,
  gram,
  joinRows,
  squaredNorm,
  type Matrix,
  type Matrix64,
} from './matrix.ts';
import type { RepresentationMeasure } from './representation-measure.ts';
import type { SampleEffects } from './sample-effects.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/**
 * The effective rank of a representation, centred over the samples: `exp(−Σ p_i ln p_i)` with p the singular values divided by
 * their sum. From 1 (all samples on a line) to the rank, at most min(D, M − 1) where all directions count the same; 0 where all
 * samples share one vector. Centred because what samples share tells none of them apart. From the eigenvalues of the smaller of
 * XXᵀ and XᵀX. Singular values below 1e-6 of the largest, which float32 states leave where there is none, count as 0.
 *
 * @param x [M, D], one row per sample
 * @see Roy & Vetterli 2007, "The effective rank: a measure of effective dimensionality"
 */
export function effectiveRank(x: Matrix): number {
  return rankOfSpectrum(spectrumOf(x)).rank;
}

/**
 * Starts to measure the effective rank of the output of every layer. It keeps the outputs.
 *
 * The effects of single samples are the derivatives of the effective rank by the samples' weights (the infinitesimal
 * jackknife): a sample adds `(v_i · x)²` to the eigenvalue of XᵀX whose vector is v_i.
 */
export function startEffectiveRank(): RepresentationMeasure {
  const batches: (readonly Matrix[])[] = [];
  const outputs = (): Matrix[] =>
    (batches[0] ?? []).slice(1).map((_, l) => joinRows(batches.flatMap((batch) => batch[l + 1] ?? [])));
  let ranks: readonly Ranked[] | undefined;
  const measured = (): readonly Ranked[] =>
    (ranks ??= outputs().map((output) => rankOfSpectrum(spectrumOf(output))));
  return {
    add: (representations) => {
      batches.push(representations);
      ranks = undefined;
    },
    values: () => measured().map(({ rank }) => rank),
    effects: () => effectsOn(measured()),
  };
}

function effectsOn(ranks: readonly Ranked[]): SampleEffects | undefined {
  const numSamples = ranks[0]?.effects.length ?? 0;
  if (numSamples < fewestSamples) return undefined;
  return {
    numSamples,
    estimates: ranks.map(({ rank }) => rank),
    effects: ranks.map(({ effects }) => effects),
    constantInputs: [],
  };
}

/** The eigenvalues of XᵀX that are not 0, X centred, and what each sample adds to them. */
interface Spectrum {
  readonly numSamples: number;
  readonly values: readonly number[];
  /** (v_i · x_j)² of eigenvalue i and sample j, [k][M]. */
  readonly shares: readonly Float64Array[];
}

function spectrumOf(x: Matrix): Spectrum {
  const centred = centreColumns(x);
  const hasFewSamples = x.rows <= x.columns;
  const { values, vectors } = symmetricEigen(hasFewSamples ? gram(centred) : crossProduct(centred, centred));
  const size = values.length;
  const smallest = isConstant(sum(values), squaredNorm(x)) ? Infinity : 1e-12 * Math.max(...values);
  const kept = values.flatMap((value, i) => (value > smallest ? [i] : []));
  const columnOf = (i: number): Float64Array =>
    Float64Array.from({ length: size }, (_, row) => at(vectors, row * size + i));
  return {
    numSamples: x.rows,
    values: kept.map((i) => values[i] as number),
    // An eigenvector u of XXᵀ has x_j · v = √λ u_j.
    shares: kept.map((i) =>
      hasFewSamples
        ? columnOf(i).map((u) => (values[i] as number) * u ** 2)
        : projections(centred, columnOf(i)).map((product) => product ** 2),
    ),
  };
}

/** X v, [M] */
function projections({ rows, columns, data }: Matrix64, v: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let product = 0;
    for (let j = 0; j < columns; j++) product += at(data, row * columns + j) * at(v, j);
    return product;
  });
}

interface Ranked {
  readonly rank: number;
  /** [M] */
  readonly effects: Float64Array;
}

/** With σ = √λ, S = Σσ and the entropy H, ∂ exp(H) / ∂λ_i = −exp(H) (ln p_i + H) / (2 S σ_i). */
function rankOfSpectrum({ numSamples, values, shares }: Spectrum): Ranked {
  const effects = new Float64Array(numSamples);
  if (values.length === 0) return { rank: 0, effects };
  const sigmas = values.map(Math.sqrt);
  const total = sum(sigmas);
  const logs = sigmas.map((sigma) => Math.log(sigma / total));
  const entropy = -sum(logs.map((log, i) => ((sigmas[i] as number) / total) * log));
  const rank = Math.exp(entropy);
  shares.forEach((share, i) => {
    const slope = (-rank * ((logs[i] as number) + entropy)) / (2 * total * (sigmas[i] as number));
    for (let j = 0; j < numSamples; j++) effects[j] = at(effects, j) + numSamples * slope * at(share, j);
  });
  return { rank, effects };
}
