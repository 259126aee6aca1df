import { UserError } from '@lamella/core';
import type { HeadKind, Model } from '@lamella/models';
import type { LoraConfig } from '../adapter.ts';

/** The fields of PEFT's adapter_config.json that Lamella reads and writes. */
export interface PeftConfig {
  readonly peft_type: string;
  readonly r: number;
  readonly lora_alpha: number;
  readonly lora_dropout: number;
  readonly target_modules: readonly string[];
  readonly layers_to_transform: readonly number[] | number | null;
  readonly modules_to_save: readonly string[] | null;
}

/** Fields whose other values would change the numbers; found in a file, they are refused. */
const REQUIRED_VALUES: Readonly<Record<string, unknown>> = {
  bias: 'none',
  fan_in_fan_out: false,
  use_dora: false,
  use_rslora: false,
  layers_pattern: null,
  layer_replication: null,
};

/** What PEFT calls a model with each kind of head. */
const TASK_TYPES: Readonly<Record<HeadKind, string | null>> = {
  classification: 'SEQ_CLS',
  'masked-lm': null,
  'causal-lm': 'CAUSAL_LM',
};

/** adapter_config.json of a LoRA adapter of ours, with the field values that PEFT writes itself. */
export function toPeftConfig(model: Model, config: LoraConfig, baseModel: string): Record<string, unknown> {
  const isAmbiguous = config.targets
    .flatMap((target) => matchedProjections(model, target))
    .some((name) => !config.targets.includes(name));
  const needsPaths = isAmbiguous || matchesOtherModules(model, config.targets);
  const paths = config.layers.flatMap((layer) =>
    config.targets.map((target) => projectionPath(model, layer, target)),
  );
  return {
    alpha_pattern: {},
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    layer_replication: null,
    layers_pattern: null,
    // PEFT matches target names as endings; where that would match more than is meant, full paths say which.
    layers_to_transform: needsPaths ? null : [...config.layers],
    loftq_config: {},
    lora_alpha: config.alpha,
    lora_dropout: config.dropout,
    megatron_config: null,
    megatron_core: 'megatron.core',
    modules_to_save: model.trainedHead.length === 0 ? null : [...model.trainedHead],
    peft_type: 'LORA',
    r: config.rank,
    rank_pattern: {},
    revision: null,
    target_modules: needsPaths ? paths : [...config.targets],
    task_type: TASK_TYPES[model.headKind],
    use_dora: false,
    use_rslora: false,
  };
}

/** The LoRA settings that a PEFT config stands for on a model. */
export function fromPeftConfig(
  source: Readonly<Record<string, unknown>>,
  model: Model,
  where: string,
): LoraConfig {
  const config = source as unknown as PeftConfig;
  if (config.peft_type !== 'LORA')
    throw new UserError(
      `Expected "peft_type" in ${where} to be "LORA", found ${JSON.stringify(config.peft_type)}.`,
    );
  for (const [key, expected] of Object.entries(REQUIRED_VALUES)) {
    const found = source[key] ?? expected;
    if (found !== expected)
      throw new UserError(
        `Expected "${key}" in ${where} to be ${JSON.stringify(expected)}, found ${JSON.stringify(found)}, which is not supported.`,
      );
  }
  for (const key of ['rank_pattern', 'alpha_pattern']) {
    const isEmpty = Object.keys((source[key] as object | undefined) ?? {}).length === 0;
    if (!isEmpty)
      throw new UserError(
        `Expected "${key}" in ${where} to be empty, found ${JSON.stringify(source[key])}, which is not supported.`,
      );
  }
  return {
    kind: 'lora',
    rank: config.r,
    alpha: config.lora_alpha,
    dropout: config.lora_dropout,
    seed: 0,
    ...matchTargets(config, model, where),
  };
}

/** PEFT's matching rule: a module is adapted if its path equals a target or ends with `.target`. */
function matchTargets(
  config: PeftConfig,
  model: Model,
  where: string,
): { layers: number[]; targets: string[] } {
  const asked = config.layers_to_transform;
  const layers = new Set<number>();
  const targets = new Set<string>();
  const perLayer: string[] = [];
  for (const [layer, { projections }] of model.layers.entries()) {
    if (asked !== null && asked !== undefined && !(Array.isArray(asked) ? asked : [asked]).includes(layer))
      continue;
    for (const [name, projection] of projections) {
      const { path } = projection.base;
      if (!config.target_modules.some((target) => path === target || path.endsWith(`.${target}`))) continue;
      layers.add(layer);
      targets.add(name);
      perLayer.push(`${layer}/${name}`);
    }
  }
  if (layers.size === 0)
    throw new UserError(
      `Expected target_modules of ${where} to match modules of the ${model.family} model, found no match for ${config.target_modules.join(', ')}.`,
    );
  if (perLayer.length !== layers.size * targets.size)
    throw new UserError(
      `Expected the same target modules in every adapted layer, found ${perLayer.join(', ')} in ${where}, which is not supported.`,
    );
  return { layers: [...layers], targets: [...targets] };
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

function projectionPath(model: Model, layer: number, target: string): string {
  const projection = model.layers[layer]?.projections.get(target);
  if (projection === undefined)
    throw new Error(`Expected the projection ${target} in layer ${layer}, found none`);
  return projection.base.path;
}
