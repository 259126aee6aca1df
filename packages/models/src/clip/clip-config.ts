import { UserError } from '@lamella/core';
import { checkFields, configReader, type Fields, requireMultiple } from '@lamella/files';
import { readActivation } from '../blocks/activations.ts';
import { CLIP_FIELDS } from './clip-fields.ts';

/** The sizes and options of CLIP's image encoder. */
export interface ClipConfig {
  /** D */
  readonly hiddenSize: number;
  /** L */
  readonly numLayers: number;
  /** H */
  readonly numHeads: number;
  /** F */
  readonly intermediateSize: number;
  readonly numChannels: number;
  /** Height and width of an image, in pixels. */
  readonly imageSize: number;
  /** Height and width of a patch, in pixels. */
  readonly patchSize: number;
  readonly activation: string;
  readonly layerNormEpsilon: number;
  readonly attentionDropout: number;
}

/**
 * Reads the fields of a `clip_vision_model` config; what it leaves out is as in transformers' `CLIPVisionConfig`
 * (https://huggingface.co/docs/transformers/model_doc/clip#transformers.CLIPVisionConfig).
 *
 * @param where the file's path, for errors
 */
export function readClipConfig(source: Fields, where: string): ClipConfig {
  checkFields(source, CLIP_FIELDS, { where, unknown: 'warned' });
  const read = configReader(source, where);
  const config = {
    hiddenSize: read.size('hidden_size', 768),
    numLayers: read.layers('num_hidden_layers', 12),
    numHeads: read.size('num_attention_heads', 12),
    intermediateSize: read.size('intermediate_size', 3072),
    numChannels: read.size('num_channels', 3),
    imageSize: read.size('image_size', 224),
    patchSize: read.size('patch_size', 32),
    activation: readActivation(source, 'hidden_act', { fallback: 'quick_gelu', where }),
    layerNormEpsilon: read.nonNegative('layer_norm_eps', 1e-5),
    attentionDropout: read.rate('attention_dropout', 0),
  };
  requireMultiple(['hidden_size', config.hiddenSize], ['num_attention_heads', config.numHeads], where);
  if (config.patchSize <= config.imageSize) return config;
  throw new UserError(
    `Expected "patch_size" in ${where} to be at most "image_size", got ${config.patchSize} and ${config.imageSize}.`,
  );
}

/** Patches of an image; what is left at the right and below is not seen. */
export function countPatches({ imageSize, patchSize }: ClipConfig): number {
  return Math.floor(imageSize / patchSize) ** 2;
}
