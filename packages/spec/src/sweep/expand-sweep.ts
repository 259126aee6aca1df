import { UserError, canonicalJson } from '@lamella/core';
import { defaults } from '../language/defaults.ts';
import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { resolveTrial, type Coordinates } from './resolve-trial.ts';
import { trialIdentity, type ResolvedTrial } from './trial.ts';

/**
 * The trials of a spec for a model of L layers: `sweep`, then each of `extraSweeps`, as products of seed × task
 * × method × N × rank, in this order, so that an interrupted run has whole comparisons with fewer seeds. N
 * counts only for rules that choose N layers, the rank only for LoRA, and a cell that is there twice is one trial.
 *
 * @throws UserError (exit code 2) if a cell doesn't fit the model or two different cells have one name
 */
export function expandSweep(spec: ExperimentSpec, numLayers: number): ResolvedTrial[] {
  const trials = new Map<string, ResolvedTrial>();
  for (const at of coordinates(spec)) {
    const trial = resolveAt(spec, at, numLayers);
    const twin = trials.get(trial.id);
    if (twin === undefined) trials.set(trial.id, trial);
    else if (canonicalJson(trialIdentity(twin)) !== canonicalJson(trialIdentity(trial)))
      throw ambiguous(twin, trial);
  }
  return [...trials.values()];
}

function coordinates(spec: ExperimentSpec): Coordinates[] {
  return [spec.sweep, ...(spec.extraSweeps ?? [])].flatMap((sweep) => {
    const grid = { tasks: spec.tasks, methods: Object.keys(spec.methods), ...spec.sweep, ...sweep };
    const { layers = defaults.layers, rank: ranks = [undefined] } = grid;
    const cells = layers.flatMap((count) => ranks.map((rank) => ({ layers: count, rank })));
    return grid.seed.flatMap((seed) =>
      grid.tasks.flatMap((task) =>
        grid.methods.flatMap((method) => cells.map((cell) => ({ task, method, seed, ...cell }))),
      ),
    );
  });
}

function resolveAt(spec: ExperimentSpec, at: Coordinates, numLayers: number): ResolvedTrial {
  try {
    return resolveTrial(spec, at, numLayers);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = `Method ${at.method} on ${at.task} doesn't fit a model of ${numLayers} layers: ${error.message}`;
    throw new UserError(message, { exitCode: 2, cause: error });
  }
}

function ambiguous(a: ResolvedTrial, b: ResolvedTrial): UserError {
  const message = `Expected different names for different trials, got ${a.id} for method ${a.method} and for method ${b.method}. Rename one of them.`;
  return new UserError(message, { exitCode: 2 });
}
