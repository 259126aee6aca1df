import { describeDecoder } from '../decoder/describe-decoder.ts';

/** LLaMA 1 to 3, without its weights. */
export const LLAMA = describeDecoder({
  name: 'llama',
  architecture: 'LlamaForCausalLM',
  tokenizerClass: 'LlamaTokenizer',
  defaults: { isTied: false },
});
