import { canonicalJson, UserError } from '@lamella/core';
import { findRule } from '@lamella/metrics/selection';
import { controlPaths, type ControlledSpec, withControls } from '../language/control-methods.ts';
import type { Path } from '../language/describe-issues.ts';
import type { ExperimentSpec, ModelSource } from '../language/experiment-spec.ts';
import { SettingError } from '../language/setting-error.ts';
import { findSelection } from './find-selection.ts';
import { modelLabel } from './model-label.ts';
import { type Coordinates, resolveTrial } from './resolve-trial.ts';
import { candidatesOf } from './resolve-tune.ts';
import { withoutFolders } from './setting-names.ts';
import { type Setting, type Settings, specsOf } from './swept-specs.ts';
import { toAwaited, trialIdentity, type ResolvedTrial, type TrialOrder } from './trial.ts';

/** L, the number of layers, of every model or of each. */
export type LayerCounts = number | ((model: ModelSource) => number);

/** A cell of a sweep: a trial's coordinates, the swept model and the values of swept settings. */
export type Cell = Coordinates & { readonly model: ModelSource | undefined; readonly settings: Settings };

/** Resolves cells, and notes which swept settings have changed any of them. */
export class CellResolver {
  readonly #specOf: ReturnType<typeof specsOf>;
  readonly #numLayers: (model: ModelSource) => number;
  readonly #effects = new Map<string, boolean>();

  constructor(spec: ExperimentSpec, numLayers: LayerCounts) {
    this.#specOf = specsOf(spec);
    this.#numLayers = typeof numLayers === 'number' ? () => numLayers : numLayers;
  }

  /** The trials that try learning rates for a cell, and the trial of the cell itself. */
  resolveWithCandidates(cell: Cell): ResolvedTrial[] {
    const trial = this.#resolveLabelled(cell);
    const candidates = this.#candidates(cell, trial);
    const { of, reference, kind } = trial.control ?? {};
    const awaited = (method = cell.method) => toAwaited(this.#resolveLabelled({ ...cell, method }));
    const after: TrialOrder = {
      ...(candidates.length > 0 && { candidates: candidates.map(toAwaited) }),
      ...(kind === 'equal-time' && { own: awaited(of), reference: awaited(reference) }),
    };
    return [...candidates, Object.keys(after).length === 0 ? trial : { ...trial, after }];
  }

  /** Those of an arm of equal time are those of the method that it is made of. */
  #candidates(cell: Cell, { tune, control }: ResolvedTrial): ResolvedTrial[] {
    if (tune === undefined) return [];
    const method = control?.kind === 'equal-time' ? (control.of ?? cell.method) : cell.method;
    return candidatesOf(this.#resolveLabelled({ ...cell, method, seed: tune.seed }));
  }

  #resolveLabelled(cell: Cell): ResolvedTrial {
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
    const controlled = withControls(spec);
    const own = model === undefined ? controlled : { ...controlled, model };
    const numLayers = this.#numLayers(own.model);
    try {
      const trial = resolveTrial(own, { ...at, ...labels }, numLayers);
      const { kind, of = '', reference = '' } = trial.control ?? {};
      if (kind !== 'equal-time') return trial;
      const hashOf = (method: string): string =>
        toAwaited(this.#resolve({ ...cell, method }, settings, {})).identity;
      return { ...trial, equalTime: { own: hashOf(of), reference: hashOf(reference) } };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = `Method ${at.method} on ${at.task} doesn't fit a model of ${numLayers} layers: ${error.message}`;
      const paths = error instanceof SettingError ? error.paths : [];
      const places = controlPaths(spec, controlled.methods[at.method]?.control);
      throw new SettingError(message, [...countPaths(own, cell, numLayers), ...paths, ...places], error);
    }
  }
}

/** Where N stands, if the method chooses N layers and the model has fewer. */
function countPaths(spec: ControlledSpec, { task, method, layers }: Cell, numLayers: number): Path[] {
  const { methods } = spec;
  const own = methods[method];
  const found = own?.tuning === 'lora' ? findSelection(own, { task, method }) : undefined;
  if (typeof found !== 'string' || findRule(found)?.choosesN !== true || layers <= numLayers) return [];
  return [spec.sweep, ...(spec.extraSweeps ?? [])].flatMap((sweep, index) => {
    const place = sweep.layers?.indexOf(layers) ?? -1;
    if (place < 0) return [];
    return [[...(index === 0 ? ['sweep'] : ['extraSweeps', index - 1]), 'layers', place]];
  });
}

/** All that tells one cell from another; the content of model and data is not known here. */
export function contentOf(trial: ResolvedTrial): object {
  return { ...trialIdentity(trial), model: trial.model, data: trial.data };
}
