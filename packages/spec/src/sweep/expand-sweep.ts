import { UserError, canonicalJson } from '@lamella/core';
import { checkCells } from '../language/check-cells.ts';
import { methodNames } from '../language/control-methods.ts';
import { defaults } from '../language/defaults.ts';
import type { ExperimentSpec, ModelSource } from '../language/experiment-spec.ts';
import { type Cell, CellResolver, contentOf, type LayerCounts } from './cell-resolver.ts';
import { modelLabel } from './model-label.ts';
import { settingsOf } from './swept-specs.ts';
import type { ResolvedTrial } from './trial.ts';

/** The models of a spec's trials, in the order of the spec. */
export function modelsOf(spec: ExperimentSpec): ModelSource[] {
  const models = [spec.sweep, ...(spec.extraSweeps ?? [])].flatMap(
    (sweep) => sweep.model ?? spec.sweep.model ?? [spec.model],
  );
  return [...new Map(models.map((model) => [JSON.stringify(model), model])).values()];
}

/**
 * The trials of a spec for a model of L layers: `sweep`, then each of `extraSweeps`, as products of seed × model × settings × task
 * × method × N × rank, in this order, so that an interrupted run has whole comparisons with fewer seeds. N counts only for rules
 * that choose N layers, the rank only for LoRA, a swept setting only for trials that it changes; and a cell that is there twice is
 * one trial. Trials that try learning rates come before the first one that they are tried for.
 *
 * @throws UserError (exit code 2) if a cell doesn't fit the model, two different cells have one name, or a swept setting changes
 *   no trial
 */
export function expandSweep(spec: ExperimentSpec, numLayers: LayerCounts): ResolvedTrial[] {
  requireDistinctLabels(modelsOf(spec));
  // A spec of its file has been checked; the command line may have given it more tasks and seeds.
  const [problem] = checkCells(spec);
  if (problem !== undefined) throw new UserError(problem.message, { exitCode: 2 });
  const trials = new Map<string, ResolvedTrial>();
  const resolver = new CellResolver(spec, numLayers);
  for (const trial of coordinates(spec).flatMap((at) => resolver.resolveWithCandidates(at))) {
    const twin = trials.get(trial.id);
    if (twin === undefined) trials.set(trial.id, trial);
    else if (canonicalJson(contentOf(twin)) !== canonicalJson(contentOf(trial))) throw ambiguous(twin, trial);
  }
  resolver.requireEffects();
  return [...trials.values()];
}

function coordinates(spec: ExperimentSpec): Cell[] {
  return [spec.sweep, ...(spec.extraSweeps ?? [])].flatMap((sweep) => {
    const grid = { tasks: spec.tasks, methods: methodNames(spec), ...spec.sweep, ...sweep };
    const { layers = defaults.layers, rank: ranks = [undefined], model: models = [undefined] } = grid;
    const cells = layers.flatMap((count) => ranks.map((rank) => ({ layers: count, rank })));
    const places = models.flatMap((model) =>
      settingsOf(grid.set ?? {}).map((settings) => ({ model, settings })),
    );
    return grid.seed.flatMap((seed) =>
      places.flatMap((place) =>
        grid.tasks.flatMap((task) =>
          grid.methods.flatMap((method) => cells.map((cell) => ({ task, method, seed, ...place, ...cell }))),
        ),
      ),
    );
  });
}

/** Tables and names of trials call models by their labels. */
function requireDistinctLabels(models: readonly ModelSource[]): void {
  const labels = models.map(modelLabel);
  const twice = labels.find((label, index) => labels.indexOf(label) < index);
  if (twice === undefined) return;
  throw new UserError(`Expected models of different names in sweep.model, got ${twice} twice.`, {
    exitCode: 2,
  });
}

function ambiguous(a: ResolvedTrial, b: ResolvedTrial): UserError {
  const message = `Expected different names for different trials, got ${a.id} for method ${a.method} and for method ${b.method}. Rename one of them.`;
  return new UserError(message, { exitCode: 2 });
}
