import { UserError, canonicalJson } from '@lamella/core';
import { checkCells } from '../language/check-cells.ts';
import type { Path } from '../language/describe-issues.ts';
import { SettingError } from '../language/setting-error.ts';
import { findRule } from '@lamella/metrics/selection';
import { findSelection } from './find-selection.ts';
import { defaults } from '../language/defaults.ts';
import type { ExperimentSpec, ModelSource } from '../language/experiment-spec.ts';
import { resolveTrial, type Coordinates } from './resolve-trial.ts';
import { trialIdentity, type ResolvedTrial } from './trial.ts';
import { type Setting, settingsOf, type Settings, specsOf } from './swept-specs.ts';
import { modelLabel } from './model-label.ts';
import { withoutFolders } from './setting-names.ts';

/** L, the number of layers, of every model or of each. */
export type LayerCounts = number | ((model: ModelSource) => number);

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
 * one trial.
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
  const resolver = new Resolver(spec, numLayers);
  for (const at of coordinates(spec)) {
    const trial = resolver.resolve(at);
    const twin = trials.get(trial.id);
    if (twin === undefined) trials.set(trial.id, trial);
    else if (canonicalJson(contentOf(twin)) !== canonicalJson(contentOf(trial))) throw ambiguous(twin, trial);
  }
  resolver.requireEffects();
  return [...trials.values()];
}

type Cell = Coordinates & { readonly model: ModelSource | undefined; readonly settings: Settings };

function coordinates(spec: ExperimentSpec): Cell[] {
  return [spec.sweep, ...(spec.extraSweeps ?? [])].flatMap((sweep) => {
    const grid = { tasks: spec.tasks, methods: Object.keys(spec.methods), ...spec.sweep, ...sweep };
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

/** Resolves cells, and notes which swept settings have changed any of them. */
class Resolver {
  readonly #specOf: ReturnType<typeof specsOf>;
  readonly #numLayers: (model: ModelSource) => number;
  readonly #effects = new Map<string, boolean>();

  constructor(spec: ExperimentSpec, numLayers: LayerCounts) {
    this.#specOf = specsOf(spec);
    this.#numLayers = typeof numLayers === 'number' ? () => numLayers : numLayers;
  }

  resolve(cell: Cell): ResolvedTrial {
    const { model, settings } = cell;
    const effective = settings.filter((setting) => {
      const { key, values } = setting;
      const isEffective = this.#changesTrial(cell, setting);
      if (values.length > 1) this.#effects.set(key, isEffective || this.#effects.get(key) === true);
      return isEffective;
    });
    const labels = {
      ...(model !== undefined && { sweptModel: modelLabel(model) }),
      ...(effective.length > 0 && {
        swept: Object.fromEntries(effective.map(({ key, value }) => [key, withoutFolders(value)])),
      }),
    };
    return this.#resolve(cell, settings, labels);
  }

  /** @throws UserError (exit code 2) for a swept setting whose values are all the same to every trial */
  requireEffects(): void {
    for (const [key, hasEffect] of this.#effects) {
      if (hasEffect) continue;
      throw new UserError(
        `Expected sweep.set to change trials, got ${key}, whose values make no difference to any of them.`,
        { exitCode: 2 },
      );
    }
  }

  /** Whether the trial of a cell is another one with another value of a setting, or with what the spec says without it. */
  #changesTrial(cell: Cell, { key, values }: Setting): boolean {
    const alternatives: Settings[] = [
      cell.settings.filter((one) => one.key !== key),
      ...values.map((value) => cell.settings.map((one) => (one.key === key ? { ...one, value } : one))),
    ];
    const contents = alternatives.map((settings) => {
      try {
        return canonicalJson(contentOf(this.#resolve(cell, settings, {})));
      } catch {
        // It doesn't fit: a difference as well.
        return JSON.stringify(settings.map(({ value }) => value));
      }
    });
    return new Set(contents).size > 1;
  }

  #resolve(cell: Cell, settings: Settings, labels: Pick<Coordinates, 'swept' | 'sweptModel'>): ResolvedTrial {
    const { model, settings: _settings, ...at } = cell;
    const spec = this.#specOf(settings);
    const own = model === undefined ? spec : { ...spec, model };
    const numLayers = this.#numLayers(own.model);
    try {
      return resolveTrial(own, { ...at, ...labels }, numLayers);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = `Method ${at.method} on ${at.task} doesn't fit a model of ${numLayers} layers: ${error.message}`;
      const paths = error instanceof SettingError ? error.paths : [];
      throw new SettingError(message, [...countPaths(own, cell, numLayers), ...paths], error);
    }
  }
}

/** Where N stands, if the method chooses N layers and the model has fewer. */
function countPaths(spec: ExperimentSpec, { task, method, layers }: Cell, numLayers: number): Path[] {
  const found = spec.methods[method] && findSelection(spec.methods[method], { task, method });
  if (typeof found !== 'string' || findRule(found)?.choosesN !== true || layers <= numLayers) return [];
  return [spec.sweep, ...(spec.extraSweeps ?? [])].flatMap((sweep, index) => {
    const place = sweep.layers?.indexOf(layers) ?? -1;
    if (place < 0) return [];
    return [[...(index === 0 ? ['sweep'] : ['extraSweeps', index - 1]), 'layers', place]];
  });
}

/** All that tells one cell from another; the content of model and data is not known here. */
function contentOf(trial: ResolvedTrial): object {
  return { ...trialIdentity(trial), model: trial.model, data: trial.data };
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
