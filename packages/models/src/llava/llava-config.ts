import { unknownName, UserError } from '@lamella/core';
import { type ClipConfig, countPatches, readClipConfig } from '../clip/clip-config.ts';
import { checkFields, configReader, type Fields } from '@lamella/files';
import { readActivation } from '../blocks/activations.ts';
import { type DecoderConfig, readDecoderConfig } from '../decoder/decoder-config.ts';
import { llamaDecoder } from '../llama/model.ts';
import type { ImageTokens } from '../model.ts';
import { LLAVA_FIELDS } from './llava-fields.ts';
import { TEXT_DEFAULTS } from './llava-shape.ts';

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

/** The default of `LlavaConfig` for a whole image encoder that is left out: CLIP ViT-L/14 at 336 pixels. */
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
  checkFields(source, LLAVA_FIELDS, { where, unknown: 'warned' });
  const read = configReader(source, where);
  const text: Fields = { ...TEXT_DEFAULTS, ...read.object('text_config') };
  const visionSource = read.object('vision_config') ?? VISION_OF_LLAVA;
  const [ofText, ofVision] = [`"text_config" of ${where}`, `"vision_config" of ${where}`];
  requireType(text, 'llama', ofText);
  requireType({ model_type: 'clip_vision_model', ...visionSource }, 'clip_vision_model', ofVision);
  const vision = readClipConfig(visionSource, ofVision);
  const decoder = readDecoderConfig(text, ofText, llamaDecoder);
  const keepsClassToken = readStrategy(source, where);
  const tokensPerImage = countPatches(vision) + (keepsClassToken ? 1 : 0);
  requireSameTie(source, where, decoder.isTied);
  requireImageLength(source, where, tokensPerImage);
  return {
    ...decoder,
    vision,
    imageTokens: { imageToken: readImageToken(source, where), tokensPerImage },
    numVisionLayers: readFeatureLayer(read.index('vision_feature_layer', -2), vision, where),
    keepsClassToken,
    projectorActivation: readActivation(source, 'projector_hidden_act', { fallback: 'gelu', where }),
    source,
  };
}

function readStrategy(source: Fields, where: string): boolean {
  const strategy = configReader(source, where).text('vision_feature_select_strategy', 'default');
  const keepsClassToken = KEEPS_CLASS_TOKEN.get(strategy);
  if (keepsClassToken !== undefined) return keepsClassToken;
  const message = unknownName('choice of image features', strategy, [...KEEPS_CLASS_TOKEN.keys()]);
  throw new UserError(`${message} It is "vision_feature_select_strategy" in ${where}.`);
}

/** The token that stands for an image, under either of its names. */
function readImageToken(source: Fields, where: string): number {
  const read = configReader(source, where);
  const token = read.count('image_token_index', read.count('image_token_id', 32000));
  if (read.count('image_token_id', token) === token) return token;
  throw new UserError(
    `Expected "image_token_index" and "image_token_id" in ${where} to be the same, got ${token} and ${String(source['image_token_id'])}.`,
  );
}

/** transformers 4 takes it from text_config, transformers 5 from either. */
function requireSameTie(source: Fields, where: string, isTied: boolean): void {
  if (isTied || !configReader(source, where).flag('tie_word_embeddings', false)) return;
  throw new UserError(
    `Expected "tie_word_embeddings" in ${where} to be as in its "text_config" (false), got true: releases of transformers differ in which one they read.`,
  );
}

/** Where it is more than an image's features, transformers 4 takes every image token for a whole image. */
function requireImageLength(source: Fields, where: string, tokensPerImage: number): void {
  const length = configReader(source, where).size('image_seq_length', tokensPerImage);
  if (length <= tokensPerImage) return;
  throw new UserError(
    `Expected "image_seq_length" in ${where} to be at most the ${tokensPerImage} features of an image, got ${length}.`,
  );
}

/** An index of the hidden states R_0 to R_L, from the end if negative, as the number of layers before it. */
function readFeatureLayer(index: number, { numLayers }: ClipConfig, where: string): number {
  const numStates = numLayers + 1;
  if (Number.isInteger(index) && index >= -numStates && index < numStates)
    return index < 0 ? numStates + index : index;
  throw new UserError(
    `Expected "vision_feature_layer" in ${where} to be one of the image encoder's ${numStates} hidden states (-${numStates} to ${numLayers}), got ${index}.`,
  );
}

function requireType(config: Fields, expected: string, where: string): void {
  if (config['model_type'] === expected) return;
  throw new UserError(
    `Expected "model_type" in ${where} to be "${expected}", got ${JSON.stringify(config['model_type'])}, which is not supported.`,
  );
}
