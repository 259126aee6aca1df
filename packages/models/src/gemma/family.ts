import { describeDecoder } from '../decoder/describe-decoder.ts';

/** Gemma, without its weights. */
export const GEMMA = describeDecoder({
  name: 'gemma',
  architecture: 'GemmaForCausalLM',
  tokenizerClass: 'GemmaTokenizer',
  defaults: { numKeyValueHeads: 16, headSize: 256, isTied: true },
});
