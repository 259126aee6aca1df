import { isRecord } from '@lamella/files';
import { LLAMA } from '../llama/family.ts';
import type { DecoderRecord } from '../decoder/describe-decoder.ts';
import { olderRope } from '../decoder/older-rope.ts';
import { readLlavaSizes } from './llava-shape.ts';

/** LLaVA 1.5, without its weights: a LLaMA under a name of its own. */
export const LLAVA: DecoderRecord = {
  ...LLAMA,
  name: 'llava',
  architectures: { 'causal-lm': 'LlavaForConditionalGeneration' },
  layersPath: 'language_model.model.layers',
  newerLayersPath: 'model.language_model.layers',
  fixedTokenizerClass: 'TokenizersBackend',
  olderFields: ({ text_config: text }) =>
    isRecord(text) ? { text_config: { ...text, ...olderRope(text) } } : {},
  readSizes: readLlavaSizes,
};
