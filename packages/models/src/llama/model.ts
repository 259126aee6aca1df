import { readActivation } from '../blocks/activations.ts';
import { PLAIN_NORM } from '../blocks/rms-norm.ts';
import { DECODER_FIELDS } from '../decoder/decoder-fields.ts';
import { defineDecoder, type DecoderDefinition } from '../decoder/decoder-model.ts';
import { LLAMA } from './family.ts';

/**
 * LLaMA 1 to 3 (Touvron et al. 2023): RMS norms before each block, rotary positions, a gated feed-forward network with SiLU;
 * from LLaMA 2 on with grouped queries, from 3.1 on with stretched rotations.
 */
export const llamaDecoder: DecoderDefinition = {
  record: LLAMA,
  norm: PLAIN_NORM,
  embeddingScale: () => 1,
  fields: DECODER_FIELDS,
  padId: undefined,
  readWindow: () => undefined,
  readActivation: (source, where) => readActivation(source, 'hidden_act', { fallback: 'silu', where }),
};

export const llama = defineDecoder(llamaDecoder);
