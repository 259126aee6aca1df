import { UserError, unknownName } from '@lamella/core';
import { debertaShape } from './shapes/deberta-shape.ts';
import { gemmaShape, llamaShape, mistralShape } from './shapes/decoder-shape.ts';
import { bertShape, robertaShape } from './shapes/encoder-shape.ts';
import { llavaShape } from './shapes/llava-shape.ts';
import type { Config, ShapeReader } from './shapes/reader.ts';

/** Inputs and outputs of a linear map, and whether it has a bias. */
export interface MapShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias: boolean;
}

/** What a model's numbers of parameters follow from. */
export interface ModelShape {
  readonly family: string;
  /** Whether it reads both ways, or predicts the next token. */
  readonly kind: 'encoder' | 'decoder';
  /** L; of LLaVA those of its language model, the only ones that are adapted. */
  readonly numLayers: number;
  /** The linear maps of a layer under the names of their modules. */
  readonly maps: Readonly<Record<string, MapShape>>;
  /** Parameters of a layer's norms. */
  readonly norms: number;
  /** Parameters outside of the layers, without a classification head: embeddings, last norm, pooler, output layer. */
  readonly outside: number;
  /** Parameters of the classification head that is trained; a language model has none. */
  readonly head: (numLabels: number) => number;
  /** The modules that the paper adapts in this architecture. */
  readonly paperTargets: readonly string[];
}

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
