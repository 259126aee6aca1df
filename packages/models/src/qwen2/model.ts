import { defineDecoder } from '../decoder/decoder-model.ts';
import { llamaDecoder } from '../llama/model.ts';
import { QWEN2 } from './family.ts';
import { QWEN2_FIELDS } from './qwen2-fields.ts';
import { readQwen2Window } from './read-window.ts';

/** Qwen2 and Qwen2.5 (Yang et al. 2024): LLaMA with biases on query, key and value, and a window that may be switched on. */
export const qwen2 = defineDecoder({
  ...llamaDecoder,
  record: QWEN2,
  fields: QWEN2_FIELDS,
  readWindow: readQwen2Window,
});
