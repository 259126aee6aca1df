import { describeDecoder } from '../decoder/describe-decoder.ts';

/** Qwen2 and Qwen2.5, without their weights. */
export const QWEN2 = describeDecoder({
  name: 'qwen2',
  architecture: 'Qwen2ForCausalLM',
  tokenizerClass: 'Qwen2Tokenizer',
  fixedTokenizerClass: 'Qwen2Tokenizer',
  defaults: { numKeyValueHeads: 32, isTied: false },
  biases: ['q_proj', 'k_proj', 'v_proj'],
});
