import { LLAMA } from '../llama/family.ts';
import type { DecoderRecord } from '../decoder/describe-decoder.ts';
import { readLlavaSizes } from './llava-shape.ts';

/** LLaVA 1.5, without its weights: a LLaMA under a name of its own. */
export const LLAVA: DecoderRecord = {
  ...LLAMA,
  name: 'llava',
  architectures: { 'causal-lm': 'LlavaForConditionalGeneration' },
  layersPath: 'language_model.model.layers',
  fixedTokenizerClass: 'TokenizersBackend',
  readSizes: readLlavaSizes,
};
