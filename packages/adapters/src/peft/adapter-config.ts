import { UserError } from '@lamella/core';
import { fromNewerName, type HeadKind, type Model } from '@lamella/models';
import type { LoraConfig, LoraInit } from '../adapter.ts';
import { matchTargets, type TargetFields } from './match-targets.ts';

/** The fields of PEFT's adapter_config.json that Lamella reads and writes. */
export interface PeftConfig extends TargetFields {
  readonly peft_type: string;
  readonly r: number;
  readonly lora_alpha: number;
  readonly lora_dropout: number;
  readonly modules_to_save: readonly string[] | null;
  readonly use_rslora?: boolean;
  readonly use_dora?: boolean;
  readonly init_lora_weights?: boolean | string;
  readonly rank_pattern?: Readonly<Record<string, number>> | null;
  readonly alpha_pattern?: Readonly<Record<string, number>> | null;
}

/** Fields whose other values would change the numbers; found in a file, they are refused. */
const REQUIRED_VALUES: Readonly<Record<string, unknown>> = {
  bias: 'none',
  fan_in_fan_out: false,
  layers_pattern: null,
  layer_replication: null,
  lora_bias: false,
  exclude_modules: null,
  target_parameters: null,
  trainable_token_indices: null,
};

/** What PEFT calls a model with each kind of head. */
const TASK_TYPES: Readonly<Record<HeadKind, string | null>> = {
  classification: 'SEQ_CLS',
  'masked-lm': null,
  'causal-lm': 'CAUSAL_LM',
};

/** What PEFT saves besides the adapter: the names that heads of classifiers have, whichever the model's is. */
const SAVED_HEADS: Readonly<Record<HeadKind, readonly string[] | null>> = {
  classification: ['classifier', 'score'],
  'masked-lm': null,
  'causal-lm': null,
};

/** adapter_config.json of a LoRA adapter of ours, with the field values that PEFT writes itself. */
export function toPeftConfig(model: Model, config: LoraConfig, baseModel: string): Record<string, unknown> {
  const { rankPattern = {}, alphaPattern = {}, init = 'standard' } = config;
  const isAmbiguous = config.targets
    .flatMap((target) => matchedProjections(model, target))
    .some((name) => !config.targets.includes(name));
  const needsPaths = isAmbiguous || matchesOtherModules(model, config.targets);
  const paths = config.layers.flatMap((layer) =>
    config.targets.map((target) => projectionPath(model, layer, target)),
  );
  return {
    alpha_pattern: { ...alphaPattern },
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: init === 'standard' ? true : init,
    layer_replication: null,
    layers_pattern: null,
    // PEFT matches target names as endings; where that would match more than is meant, full paths say which.
    layers_to_transform: needsPaths ? null : [...config.layers],
    loftq_config: {},
    lora_alpha: config.alpha,
    lora_dropout: config.dropout,
    megatron_config: null,
    megatron_core: 'megatron.core',
    modules_to_save: SAVED_HEADS[model.headKind],
    peft_type: 'LORA',
    r: config.rank,
    rank_pattern: { ...rankPattern },
    revision: null,
    target_modules: needsPaths ? paths : [...config.targets],
    task_type: TASK_TYPES[model.headKind],
    use_dora: config.useDora ?? false,
    use_rslora: config.useRslora ?? false,
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
  const init = readInit(config.init_lora_weights ?? true, where);
  return {
    kind: 'lora',
    rank: config.r,
    alpha: config.lora_alpha,
    dropout: config.lora_dropout,
    seed: 0,
    ...matchTargets(config, model, where),
    ...(config.use_rslora === true && { useRslora: true }),
    ...(config.use_dora === true && { useDora: true }),
    ...(init !== 'standard' && { init }),
    ...(hasKeys(config.rank_pattern) && { rankPattern: renameKeys(config.rank_pattern, model) }),
    ...(hasKeys(config.alpha_pattern) && { alphaPattern: renameKeys(config.alpha_pattern, model) }),
  };
}

/** How the matrices started. Once they are read it no longer matters, unless the base was changed as well. */
function readInit(found: boolean | string, where: string): LoraInit {
  if (typeof found === 'boolean' || ['gaussian', 'true', 'false'].includes(found)) return 'standard';
  if (found === 'pissa') return found;
  const [, digits] = /^pissa_niter_(\d+)$/.exec(found) ?? [];
  if (digits !== undefined) return `pissa_niter_${digits}`;
  throw new UserError(
    `Expected "init_lora_weights" in ${where} to be a boolean, "gaussian", "pissa" or "pissa_niter_" and a number, found ${JSON.stringify(found)}, which is not supported.`,
  );
}

/** Patterns that are full paths may be those of newer releases of transformers. */
function renameKeys(pattern: Readonly<Record<string, number>>, model: Model): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pattern).map(([key, value]) => [fromNewerName(model, key), value]),
  );
}

function hasKeys<T extends object>(pattern: T | null | undefined): pattern is T {
  return Object.keys(pattern ?? {}).length > 0;
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
