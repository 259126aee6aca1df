import type { Random } from '@lamella/core';
import { mean, resampleScores, type SeedScore } from '@lamella/metrics';

/** A made-up study: arms that answer questions right or wrong, with what they vary by. */
export interface StudyModel {
  readonly numItems: number;
  readonly seeds: number;
  /** How much more than the first arm each arm has right, over all items that there could be. */
  readonly effects: readonly number[];
  /** Standard deviation of an arm's true score over seeds. */
  readonly seedDeviation: number;
  /** How far a single item may favour an arm, up or down: what all seeds share. */
  readonly favour: number;
}

/** Draws of items, the same for all studies, as they are for all results. */
export function drawItems(numItems: number, resamples: number): Int32Array[] {
  const draws: Int32Array[] = [];
  resampleScores(numItems, (rows) => draws.push(rows.slice()), { resamples });
  return draws;
}

/** The scores of every arm and seed, with those on resampled items. */
export function makeStudy(model: StudyModel, random: Random, draws: readonly Int32Array[]): SeedScore[][] {
  const { numItems, seeds, effects, seedDeviation, favour } = model;
  const ease = Float64Array.from({ length: numItems }, () => 0.5 + 0.3 * random.next());
  return effects.map((effect) => {
    const own = ease.map((value) => value + effect + favour * (2 * random.next() - 1));
    return Array.from({ length: seeds }, () => {
      const shift = seedDeviation * random.normal();
      const right = Uint8Array.from(own, (value) => Number(random.next() < value + shift));
      return { score: mean(Float64Array.from(right)), numItems, resampled: resample(right, draws) };
    });
  });
}

function resample(right: Uint8Array, draws: readonly Int32Array[]): Float64Array {
  return Float64Array.from(draws, (rows) => {
    let count = 0;
    for (const row of rows) count += right[row] as number;
    return count / rows.length;
  });
}
