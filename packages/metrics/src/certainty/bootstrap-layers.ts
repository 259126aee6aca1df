import { Random } from '@lamella/core';
import { quantile } from '../numbers.ts';
import { rankLayers } from '../selection/rank-layers.ts';
import type { SampleEffects } from '../similarity/sample-effects.ts';

/** The variation of the layers' importance with the samples that it is measured on. */
export interface LayerCertainty {
  /** The number of times that the samples were drawn again. */
  readonly resamples: number;
  /** Of the draws. */
  readonly seed: number;
  /** Of the intervals. */
  readonly confidence: number;
  /** Samples that were drawn from, a random choice where there are more. */
  readonly numSamples: number;
  /** The importance of every layer without the bias of few samples, [L]. */
  readonly estimates: readonly number[];
  /** Percentile intervals of the estimates over the draws, [L]. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** The CKA that unrelated representations reach with so few samples, [L]; of CKA alone. */
  readonly floors?: readonly number[];
  /** Layers whose input is the same for every sample, where that decides the value. */
  readonly constantInputs: readonly number[];
  /** The number of draws in which the layers came in each order, the most important first: `{ '2 0 1': 612, … }`. */
  readonly orders: Readonly<Record<string, number>>;
}

export interface BootstrapOptions {
  /** Default: 1,000. */
  readonly resamples?: number;
  /** Default: 0.95. */
  readonly confidence?: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** The most samples that are drawn from: they tell the width of the intervals to about 1 / √2048, 2 %. */
const mostSamples = 1024;

/**
 * Draws the M samples again with replacement, all layers together, and says how the importance of the layers varies: the
 * estimate of a draw is the estimate plus the mean of the drawn samples' effects. From m of the M samples, deviations are
 * scaled by √(m / M).
 *
 * @see Efron and Tibshirani 1993, chapter 13 (percentile intervals)
 */
export function bootstrapLayers(
  { numSamples, estimates, effects, floors, constantInputs }: SampleEffects,
  { resamples = 1000, confidence = 0.95, seed = 0 }: BootstrapOptions = {},
): LayerCertainty {
  const random = Random.fork(seed, 'certainty');
  const rows = toRows(effects, random);
  const drawn = estimates.map(() => new Float64Array(resamples));
  const orders = new Map<string, number>();
  const scale = Math.sqrt(rows.length / Math.max(1, numSamples)) / Math.max(1, rows.length);
  for (let draw = 0; draw < resamples; draw++) {
    const sums = sumOfDraw(rows, random, estimates.length);
    const values = estimates.map((estimate, l) => estimate + scale * (sums[l] ?? NaN));
    for (const [l, value] of values.entries()) (drawn[l] as Float64Array)[draw] = value;
    const order = rankLayers(values).join(' ');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  const tail = (1 - confidence) / 2;
  const sorted = drawn.map((values) => values.sort());
  return {
    ...{ resamples, seed, confidence, numSamples: rows.length, estimates },
    lower: sorted.map((values) => quantile(values, tail)),
    upper: sorted.map((values) => quantile(values, 1 - tail)),
    ...(floors && { floors }),
    constantInputs,
    orders: Object.fromEntries([...orders].sort(([, a], [, b]) => b - a)),
  };
}

/** The effects of each sample on all layers, [m][L]. */
function toRows(effects: readonly Float64Array[], random: Random): Float64Array[] {
  const all = Array.from({ length: effects[0]?.length ?? 0 }, (_, i) => i);
  const kept = all.length > mostSamples ? random.shuffle(all).slice(0, mostSamples) : all;
  return kept.map((i) => Float64Array.from(effects, (ofLayer) => ofLayer[i] ?? NaN));
}

function sumOfDraw(rows: readonly Float64Array[], random: Random, numLayers: number): Float64Array {
  const sums = new Float64Array(numLayers);
  for (const _ of rows) {
    const row = random.pick(rows);
    for (let l = 0; l < numLayers; l++) sums[l] = (sums[l] as number) + (row[l] as number);
  }
  return sums;
}
