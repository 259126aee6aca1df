import { join } from 'node:path';
import type { Parameter } from '@lamella/engine';
import { type CaseOutcome, judgeError } from '../case-result.ts';
import { compareNumbers, differences, findMisfit, type NumberPair } from '../compare.ts';
import type { FamilyReference } from '../family-reference.ts';
import type { TrajectoryJson } from '../formats.ts';
import { ownName, readAdapterTensors } from '../lora-weights.ts';

/** A training run in the files of a family. */
export interface ReferenceTrajectory {
  readonly family: FamilyReference;
  readonly name: string;
  readonly json: TrajectoryJson;
}

/** The weights after the run, where the reference has them: all, or those of the saved adapter. */
export function compareWeights(
  trainable: readonly Parameter[],
  trajectory: ReferenceTrajectory,
): CaseOutcome[] {
  const { family, json } = trajectory;
  const stored = storedWeights(trajectory);
  if (stored === undefined) return [];
  const { trainedWeights: tolerance } = family.profile.tolerances;
  // The gradient of a key's bias is zero but for rounding, which Adam turns into steps of any size.
  const pairs = trainable
    .filter((parameter) => !parameter.name.endsWith('key.bias'))
    .map((parameter) => weightPair(parameter, stored.get(parameter.name) ?? []));
  if (json.full_fine_tuning) return [compareNumbers('trained weights', pairs, { tolerance })];
  return [
    compareMost('99.9 % of the trained weights', pairs, tolerance),
    compareNumbers('single trained weights', pairs, { tolerance: 2 * json.optimizer.lr }),
  ];
}

/** The stored weights by their own names; undefined for an adapter that was not saved. */
function storedWeights({
  family,
  name,
  json,
}: ReferenceTrajectory): ReadonlyMap<string, NumberPair['expected']> | undefined {
  const { folder, train } = family;
  if (json.full_fine_tuning)
    return new Map(
      train.names(`${name}/final/`).map((weight) => [weight, train.read(`${name}/final/${weight}`).data]),
    );
  if (json.adapter === null) return undefined;
  return new Map(
    [...readAdapterTensors(join(folder, json.adapter))].map(([weight, { data }]) => [ownName(weight), data]),
  );
}

/** A parameter's present value beside a stored one. */
export function weightPair(parameter: Parameter, expected: ArrayLike<number>): NumberPair {
  const value = parameter.read();
  const found = value.dataSync<'float32'>();
  value.dispose();
  return { label: parameter.name, found, expected };
}

/** The difference that 99.9 % of the elements do not exceed. */
function compareMost(name: string, pairs: readonly NumberPair[], tolerance: number): CaseOutcome {
  const misfit = findMisfit(pairs);
  if (misfit !== undefined) return { name, status: 'fails', tolerance, detail: misfit };
  const sorted = pairs.flatMap((pair) => differences(pair)).sort((a, b) => a - b);
  const rank = Math.max(1, Math.floor(sorted.length * 0.999));
  return judgeError(name, {
    error: sorted[rank - 1] ?? NaN,
    tolerance,
    detail: `${sorted.length} elements`,
  });
}
