import { Random, UserError } from '@lamella/core';
import { orthonormalBasis, svd, type Tensor, tf } from '@lamella/engine';
import type { LoraInit } from './kind.ts';
import type { LowRank } from './low-rank.ts';

/** PiSSA's ways to start. */
export type PissaInit = Exclude<LoraInit, 'standard'>;

/** The settings that the principal part of a weight depends on. */
export interface PissaOptions {
  readonly init: PissaInit;
  readonly rank: number;
  /** s, by which the update is scaled */
  readonly factor: number;
  /** The module's path; with the seed it fixes the random numbers of the fast decomposition. */
  readonly path: string;
  readonly seed: number | string;
}

/** More directions than are asked for make the fast decomposition more exact (Halko, Martinsson and Tropp 2011, section 4.2). */
const OVERSAMPLING = 8;

/**
 * The principal part of a weight (Meng et al. 2024): with W = U diag(σ) Vᵀ and its R largest singular values,
 * A₀ = diag(√(σ/s)) Vᵀ and B₀ = U diag(√(σ/s)), so that s · B₀ A₀ is the best approximation of W of rank R.
 *
 * @param weight [out, in] @returns A₀ [R, in] and B₀ [out, R]; caller disposes
 * @throws {UserError} if the rank is larger than the weight's
 */
export function initPissa(weight: Tensor, options: PissaOptions): LowRank {
  const { rank, path, init, factor } = options;
  const most = Math.min(...weight.shape);
  if (rank > most)
    throw new UserError(`Expected a rank of at most ${most} for PiSSA on ${path}, got ${rank}.`);
  const numIterations = numIterationsOf(init);
  return tf.tidy(() => {
    const { u, s, v } =
      numIterations === undefined ? svd(weight) : fastSvd(weight, { ...options, numIterations });
    const first = (matrix: Tensor): Tensor => tf.slice(matrix, [0, 0], [-1, rank]);
    const root = tf.sqrt(tf.div(tf.slice(s, 0, rank), factor)); // [R]
    return { a: tf.transpose(tf.mul(first(v), root)), b: tf.mul(first(u), root) };
  });
}

/** N of `pissa_niter_N`; undefined for the exact decomposition. */
export function numIterationsOf(init: PissaInit): number | undefined {
  if (init === 'pissa') return undefined;
  const [, digits] = /^pissa_niter_(\d+)$/.exec(init) ?? [];
  if (digits === undefined)
    throw new UserError(
      `Expected PiSSA's init to be pissa or pissa_niter_ and a whole number, got "${init}".`,
    );
  return Number(digits);
}

/**
 * The leading singular values by a randomised range finder with subspace iteration (Halko, Martinsson and Tropp 2011,
 * algorithms 4.4 and 5.1): as `torch.svd_lowrank`, which PEFT takes, but seeded and with some more directions.
 */
function fastSvd(
  weight: Tensor,
  { rank, numIterations, seed, path }: PissaOptions & { readonly numIterations: number },
): ReturnType<typeof svd> {
  const w = weight as tf.Tensor2D;
  const [out = 0, inputs = 0] = weight.shape;
  const numDirections = Math.min(rank + OVERSAMPLING, out, inputs);
  const random = Random.fork(seed, `${path}.pissa`);
  const directions = Float32Array.from({ length: inputs * numDirections }, () => random.normal());
  let basis = orthonormalBasis(tf.matMul(w, tf.tensor2d(directions, [inputs, numDirections]))); // [out, q]
  for (let i = 0; i < numIterations; i++) {
    const ofRows = orthonormalBasis(tf.matMul(w, basis as tf.Tensor2D, true)); // [in, q]
    basis = orthonormalBasis(tf.matMul(w, ofRows as tf.Tensor2D)); // [out, q]
  }
  const { u, s, v } = svd(tf.matMul(basis as tf.Tensor2D, w, true)); // of [q, in]
  return { u: tf.matMul(basis as tf.Tensor2D, u as tf.Tensor2D), s, v };
}
