import { describeDecoder } from '../decoder/describe-decoder.ts';

/** Mistral, without its weights. */
export const MISTRAL = describeDecoder({
  name: 'mistral',
  architecture: 'MistralForCausalLM',
  tokenizerClass: 'LlamaTokenizer',
  keepsTokenizer: true,
  defaults: { numKeyValueHeads: 8, isTied: false },
});
