import { UserError, unknownName } from '@lamella/core';
import { debertaShape } from './shapes/deberta-shape.ts';
import { gemmaShape, llamaShape, mistralShape } from './shapes/decoder-shape.ts';
import { bertShape, robertaShape } from './shapes/encoder-shape.ts';
import { llavaShape } from './shapes/llava-shape.ts';
import type { Config, MapShape, ModelShape, ShapeReader } from './shapes/shape.ts';

const READERS: Readonly<Record<string, ShapeReader>> = {
  roberta: robertaShape,
  bert: bertShape,
  'deberta-v2': debertaShape,
  llama: llamaShape,
  mistral: mistralShape,
  gemma: gemmaShape,
  llava: llavaShape,
};

/**
 * Reads a model's shape from its config.json alone.
 *
 * @throws UserError for an unknown architecture or a missing size
 */
export function readModelShape(config: Config): ModelShape {
  const family = String(config['model_type']);
  const reader = Object.hasOwn(READERS, family) ? READERS[family] : undefined;
  if (reader === undefined) throw new UserError(unknownName('architecture', family, Object.keys(READERS)));
  return { family, ...reader(config) };
}

/** Parameters of a linear map. */
export function countMap({ inputs, outputs, hasBias }: MapShape): number {
  return inputs * outputs + (hasBias ? outputs : 0);
}

/** All parameters of a model without a classification head. */
export function countModel({ numLayers, maps, norms, outside }: ModelShape): number {
  const layer = Object.values(maps).reduce((sum, map) => sum + countMap(map), norms);
  return numLayers * layer + outside;
}
