import { UserError } from '@lamella/core';
import { numberReader } from '../config-fields.ts';

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
export function readClipConfig(source: Readonly<Record<string, unknown>>, where: string): ClipConfig {
  const number = numberReader(source, where);
  const config = {
    hiddenSize: number('hidden_size', 768),
    numLayers: number('num_hidden_layers', 12),
    numHeads: number('num_attention_heads', 12),
    intermediateSize: number('intermediate_size', 3072),
    numChannels: number('num_channels', 3),
    imageSize: number('image_size', 224),
    patchSize: number('patch_size', 32),
    activation: String(source['hidden_act'] ?? 'quick_gelu'),
    layerNormEpsilon: number('layer_norm_eps', 1e-5),
    attentionDropout: number('attention_dropout', 0),
  };
  if (config.hiddenSize % config.numHeads !== 0)
    throw new UserError(
      `Expected "hidden_size" in ${where} to be a multiple of "num_attention_heads", found ${config.hiddenSize} and ${config.numHeads}.`,
    );
  return config;
}

/** Patches of an image; what is left at the right and below is not seen. */
export function countPatches({ imageSize, patchSize }: ClipConfig): number {
  return Math.floor(imageSize / patchSize) ** 2;
}
