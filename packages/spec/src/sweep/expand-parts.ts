import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { type Narrowing, narrowSpec } from '../language/narrow-spec.ts';
import type { LayerCounts } from './cell-resolver.ts';
import { expandSweep } from './expand-sweep.ts';
import type { ResolvedTrial } from './trial.ts';

/**
 * The trials of some parts of a spec, each once, in the order of the spec; what a part has beyond the spec comes last.
 *
 * @throws UserError (exit code 2) as `narrowSpec` and `expandSweep` do
 */
export function expandParts(
  spec: ExperimentSpec,
  parts: readonly Narrowing[],
  numLayers: LayerCounts,
): ResolvedTrial[] {
  const asked = parts.flatMap((part) => expandSweep(narrowSpec(spec, part), numLayers));
  const trials = [...new Map(asked.map((trial) => [trial.id, trial])).values()];
  if (parts.length < 2) return trials;
  const order = new Map(expandSweep(spec, numLayers).map(({ id }, index) => [id, index]));
  const placeOf = ({ id }: ResolvedTrial): number => order.get(id) ?? order.size;
  return trials.sort((a, b) => placeOf(a) - placeOf(b));
}
