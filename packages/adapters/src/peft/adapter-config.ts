import { type HeadKind, type Model, toNewerName } from '@lamella/models';
import type { PlacedConfig } from '../kinds/adapter-kinds.ts';
import { methodOf } from '../methods.ts';

/** PEFT's names of the tasks of models, by their head. */
const TASK_TYPES: Readonly<Record<HeadKind, string | null>> = {
  classification: 'SEQ_CLS',
  'masked-lm': null,
  'causal-lm': 'CAUSAL_LM',
};

/** The modules that PEFT saves besides the adapter: the names that heads of classifiers have, whichever the model's is. */
const SAVED_HEADS: Readonly<Record<HeadKind, readonly string[] | null>> = {
  classification: ['classifier', 'score'],
  'masked-lm': null,
  'causal-lm': null,
};

/** Fields of adapter_config.json besides those of the adapter. */
export interface ConfigOptions {
  /** The hub id or the folder of the base model. */
  readonly baseModel: string;
  /** The commit, branch or tag of a base of the hub. */
  readonly revision?: string | undefined;
  /** Modules that are saved whole beside the head. */
  readonly addedModules?: readonly string[];
}

/**
 * adapter_config.json of an adapter of ours, with the field values that PEFT writes itself, in alphabetical order as PEFT
 * does. Where transformers has renamed a family's modules, whole paths are written by both names: each release finds its own
 * and passes over the others.
 */
export function toPeftConfig(
  model: Model,
  config: PlacedConfig,
  { baseModel, revision, addedModules = [] }: ConfigOptions,
): Record<string, unknown> {
  const { savedModules, targets } = config;
  const { peft } = methodOf(config);
  const needsPaths = config.modules !== undefined || isAmbiguous(model, targets);
  const fields = {
    ...peft.write(config, model),
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    fan_in_fan_out: false,
    inference_mode: true,
    layers_pattern: null,
    // PEFT matches target names as endings; where that would match more than is meant, full paths say which.
    layers_to_transform: needsPaths ? null : [...config.layers],
    modules_to_save: emptyToNull([
      ...new Set([...(savedModules ?? SAVED_HEADS[model.headKind] ?? []), ...addedModules]),
    ]),
    peft_type: peft.type,
    r: config.rank,
    revision: revision ?? null,
    target_modules: needsPaths ? modulePaths(model, config) : [...targets],
    task_type: taskType(model, savedModules),
  };
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the type of a classifier makes PEFT save the head, a head that is not saved has none. */
function taskType({ headKind }: Model, savedModules: readonly string[] | undefined): string | null {
  const isSaved =
    savedModules === undefined || (SAVED_HEADS[headKind] ?? []).every((name) => savedModules.includes(name));
  return isSaved ? TASK_TYPES[headKind] : null;
}

function emptyToNull(names: readonly string[]): readonly string[] | null {
  return names.length === 0 ? null : names;
}

/** Whether PEFT would adapt other modules as well if it were told the targets' names. */
function isAmbiguous(model: Model, targets: readonly string[]): boolean {
  const matched = targets.flatMap((target) => matchedProjections(model, target));
  return matched.some((name) => !targets.includes(name)) || matchesOtherModules(model, targets);
}

/** The projections of a layer that PEFT would take for a target: all whose path ends in it. */
function matchedProjections(model: Model, target: string): string[] {
  const projections = [...(model.layers[0]?.projections ?? [])];
  return projections.filter(([, { base }]) => base.path.endsWith(`.${target}`)).map(([name]) => name);
}

/** Whether PEFT would adapt modules outside of the layers too, such as an image encoder's. */
function matchesOtherModules(model: Model, targets: readonly string[]): boolean {
  const ofLayers = new Set(
    model.layers.flatMap(({ projections }) => [...projections.values()].map(({ base }) => base.weight.name)),
  );
  return [...model.parameters.keys()].some(
    (weight) => !ofLayers.has(weight) && targets.some((target) => weight.endsWith(`.${target}.weight`)),
  );
}

/** Every adapted module by each name that it has. */
function modulePaths(model: Model, { layers, targets, modules }: PlacedConfig): string[] {
  const paths =
    modules ?? layers.flatMap((layer) => targets.map((target) => projectionPath(model, layer, target)));
  return [...new Set(paths.flatMap((path) => [path, toNewerName(model, path)]))];
}

function projectionPath(model: Model, layer: number, target: string): string {
  const projection = model.layers[layer]?.projections.get(target);
  if (projection === undefined)
    throw new Error(`Expected the projection ${target} in layer ${layer}, got none`);
  return projection.base.path;
}
