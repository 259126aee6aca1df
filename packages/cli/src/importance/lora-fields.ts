import { unknownName, UserError } from '@lamella/core';
import type { ModelShape } from '@lamella/planning';

/** The fields of PEFT's LoraConfig that put LoRA into some layers of a model. */
export interface LoraFields {
  readonly task_type: 'SEQ_CLS' | 'CAUSAL_LM';
  readonly r: number;
  readonly lora_alpha: number;
  readonly target_modules: readonly string[];
  /** Left out where `target_modules` are whole paths, which say the layer themselves. */
  readonly layers_to_transform?: readonly number[];
  readonly layers_pattern?: string;
}

/** The linear layers that get LoRA. */
export interface LoraPlace {
  readonly layers: readonly number[];
  /** Linear layers by PEFT's names for them. */
  readonly targets: readonly string[];
}

/** The rank and alpha that specs have where they are silent. */
const scale = { r: 8, lora_alpha: 16 };

/**
 * PEFT's fields for LoRA in the targets of the given layers. PEFT matches target names as endings of paths, and layers by the
 * number behind the pattern; where that would match more than is meant (another linear layer of the same ending, the layers of
 * an image encoder) whole paths are given instead, by each name that releases of transformers have for them.
 *
 * @throws UserError (exit code 2) for a target that the model's layers do not have
 */
export function loraFields(shape: ModelShape, { layers, targets }: LoraPlace): LoraFields {
  const common = { task_type: shape.kind === 'decoder' ? 'CAUSAL_LM' : 'SEQ_CLS', ...scale } as const;
  if (needsPaths(shape, targets))
    return { ...common, target_modules: modulePaths(shape, { layers, targets }) };
  checkTargets(shape, targets);
  const pattern = shape.layersPath.split('.').at(-1) ?? '';
  return { ...common, target_modules: targets, layers_to_transform: layers, layers_pattern: pattern };
}

/** The whole paths of the targets in the layers, under every name that they have. */
export function modulePaths(shape: ModelShape, { layers, targets }: LoraPlace): string[] {
  checkTargets(shape, targets);
  const places = [shape.layersPath, ...(shape.newerLayersPath === undefined ? [] : [shape.newerLayersPath])];
  return places.flatMap((place) =>
    layers.flatMap((layer) => targets.map((target) => `${place}.${layer}.${shape.maps[target]?.path}`)),
  );
}

function needsPaths({ maps, newerLayersPath }: ModelShape, targets: readonly string[]): boolean {
  const others = Object.entries(maps).filter(([name]) => !targets.includes(name));
  const isAmbiguous = others.some(([, { path }]) =>
    targets.some((target) => `.${path}`.endsWith(`.${target}`)),
  );
  return isAmbiguous || newerLayersPath !== undefined;
}

function checkTargets({ maps }: ModelShape, targets: readonly string[]): void {
  const names = Object.keys(maps);
  const stranger = targets.find((target) => !names.includes(target));
  if (stranger !== undefined)
    throw new UserError(unknownName('linear layer of the model', stranger, names), { exitCode: 2 });
}
