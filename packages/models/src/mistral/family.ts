import { describeDecoder } from '../decoder/describe-decoder.ts';

/** Mistral, without its weights. */
export const MISTRAL = describeDecoder({
  name: 'mistral',
  architecture: 'MistralForCausalLM',
  tokenizerClass: 'LlamaTokenizer',
  fixedTokenizerClass: 'TokenizersBackend',
  defaults: { numKeyValueHeads: 8, isTied: false },
});
