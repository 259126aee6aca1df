import { UserError } from '@lamella/core';
import type { ModelShape } from '@lamella/planning';
import { loraFields, type LoraPlace, modulePaths } from './lora-fields.ts';

/** The tools that selected layers are written for. */
export type LayerFormat = 'peft' | 'llama-factory' | 'axolotl';

/** The formats that `--format` has for selected layers. */
export const layerFormats: readonly LayerFormat[] = ['peft', 'llama-factory', 'axolotl'];

/**
 * Selected layers as another tool's configuration: Python for PEFT, YAML for LLaMA-Factory and axolotl.
 *
 * axolotl hands `peft_layers_to_transform` and `peft_layers_pattern` on to PEFT. LLaMA-Factory has no such key; its
 * `lora_target` takes whole paths, which PEFT matches, so that each linear layer of each layer is named.
 *
 * @throws UserError (exit code 2) for an encoder, which neither of the two trains
 * @see axolotl `src/axolotl/loaders/adapter.py`; LLaMA-Factory `src/llamafactory/model/adapter.py` and
 *   `src/llamafactory/hparams/finetuning_args.py`
 */
export function formatLayers(format: LayerFormat, shape: ModelShape, place: LoraPlace): string {
  if (format === 'peft') return formatPeft(shape, place);
  if (shape.kind === 'encoder')
    throw new UserError(
      `Expected a decoder for --format ${format}, got ${shape.family}, an encoder, which this tool does not train. Use --format peft.`,
      { exitCode: 2 },
    );
  return format === 'axolotl' ? formatAxolotl(shape, place) : formatLlamaFactory(shape, place);
}

function formatPeft(shape: ModelShape, place: LoraPlace): string {
  const fields = Object.entries(loraFields(shape, place));
  const lines = fields.map(([name, value]) => `    ${name}=${toFlow(value)},`);
  return ['from peft import LoraConfig', '', 'config = LoraConfig(', ...lines, ')'].join('\n');
}

function formatAxolotl(shape: ModelShape, place: LoraPlace): string {
  const { r, lora_alpha, target_modules, layers_to_transform, layers_pattern } = loraFields(shape, place);
  return [
    'adapter: lora',
    `lora_r: ${r}`,
    `lora_alpha: ${lora_alpha}`,
    `lora_target_modules: ${toFlow(target_modules)}`,
    ...(layers_to_transform === undefined
      ? []
      : [`peft_layers_to_transform: ${toFlow(layers_to_transform)}`]),
    ...(layers_pattern === undefined ? [] : [`peft_layers_pattern: ${toFlow([layers_pattern])}`]),
  ].join('\n');
}

function formatLlamaFactory(shape: ModelShape, place: LoraPlace): string {
  const { r, lora_alpha } = loraFields(shape, place);
  return [
    '# LLaMA-Factory has no key for some of the layers: lora_target names their linear layers.',
    'finetuning_type: lora',
    `lora_rank: ${r}`,
    `lora_alpha: ${lora_alpha}`,
    `lora_target: ${modulePaths(shape, place).join(',')}`,
  ].join('\n');
}

/** A value as Python and YAML both read it. */
function toFlow(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(toFlow).join(', ')}]` : JSON.stringify(value);
}
