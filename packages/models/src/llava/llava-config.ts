import { unknownName, UserError } from '@lamella/core';
import { type ClipConfig, countPatches, readClipConfig } from '../clip/clip-config.ts';
import { numberReader } from '../config-fields.ts';
import { type DecoderConfig, readDecoderConfig } from '../decoder/decoder-config.ts';
import { LLAMA } from '../llama/model.ts';
import type { ImageTokens } from '../model.ts';

/** The language model's sizes and options, with those of the image encoder. */
export interface LlavaConfig extends DecoderConfig {
  readonly vision: ClipConfig;
  readonly imageTokens: ImageTokens;
  /** Layers of the image encoder that are used: the features are their output. */
  readonly numVisionLayers: number;
  /** Whether the class token is one of the features. */
  readonly keepsClassToken: boolean;
  readonly projectorActivation: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What transformers' `LlamaConfig` takes for sizes that are left out, as llava-hf/llava-1.5-7b-hf does
 * (https://huggingface.co/docs/transformers/model_doc/llama2#transformers.LlamaConfig).
 */
const TEXT_DEFAULTS: Fields = {
  model_type: 'llama',
  vocab_size: 32000,
  hidden_size: 4096,
  intermediate_size: 11008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  max_position_embeddings: 2048,
};

/** What `LlavaConfig` takes for a whole image encoder that is left out: CLIP ViT-L/14 at 336 pixels. */
const VISION_OF_LLAVA: Fields = {
  hidden_size: 1024,
  intermediate_size: 4096,
  patch_size: 14,
  image_size: 336,
  num_hidden_layers: 24,
  num_attention_heads: 16,
};

/** Which features of the image encoder are used, by their names in `vision_feature_select_strategy`. */
const KEEPS_CLASS_TOKEN: ReadonlyMap<string, boolean> = new Map([
  ['default', false],
  ['full', true],
]);

/**
 * Reads a config.json of transformers’ LLaVA: `text_config`, `vision_config`, and how the two are joined.
 *
 * @param where the file's path, for errors
 */
export function readLlavaConfig(source: Fields, where: string): LlavaConfig {
  const text = { ...TEXT_DEFAULTS, ...nested(source, 'text_config', where) };
  const visionSource = nested(source, 'vision_config', where) ?? VISION_OF_LLAVA;
  requireType(text, 'llama', `"text_config" of ${where}`);
  requireType(
    { model_type: 'clip_vision_model', ...visionSource },
    'clip_vision_model',
    `"vision_config" of ${where}`,
  );
  const vision = readClipConfig(visionSource, `"vision_config" of ${where}`);
  const number = numberReader(source, where);
  const strategy = String(source['vision_feature_select_strategy'] ?? 'default');
  const keepsClassToken = KEEPS_CLASS_TOKEN.get(strategy);
  if (keepsClassToken === undefined) {
    const message = unknownName('choice of image features', strategy, [...KEEPS_CLASS_TOKEN.keys()]);
    throw new UserError(`${message} It is "vision_feature_select_strategy" in ${where}.`);
  }
  return {
    ...readDecoderConfig(text, `"text_config" of ${where}`, LLAMA.defaults),
    vision,
    imageTokens: {
      imageToken: number('image_token_index', number('image_token_id', 32000)),
      tokensPerImage: countPatches(vision) + (keepsClassToken ? 1 : 0),
    },
    numVisionLayers: readFeatureLayer(number('vision_feature_layer', -2), vision, where),
    keepsClassToken,
    projectorActivation: String(source['projector_hidden_act'] ?? 'gelu'),
    source,
  };
}

/** An index of the hidden states R_0 to R_L, from the end if negative, as the number of layers before it. */
function readFeatureLayer(index: number, { numLayers }: ClipConfig, where: string): number {
  const numStates = numLayers + 1;
  if (Number.isInteger(index) && index >= -numStates && index < numStates)
    return index < 0 ? numStates + index : index;
  throw new UserError(
    `Expected "vision_feature_layer" in ${where} to be one of the image encoder's ${numStates} hidden states (-${numStates} to ${numLayers}), found ${index}.`,
  );
}

function nested(source: Fields, key: string, where: string): Fields | undefined {
  const value = source[key] ?? undefined;
  if (value === undefined || (typeof value === 'object' && !Array.isArray(value)))
    return value as Fields | undefined;
  throw new UserError(`Expected "${key}" in ${where} to be an object, found ${JSON.stringify(value)}.`);
}

function requireType(config: Fields, expected: string, where: string): void {
  if (config['model_type'] === expected) return;
  throw new UserError(
    `Expected "model_type" in ${where} to be "${expected}", found ${JSON.stringify(config['model_type'])}, which is not supported.`,
  );
}
