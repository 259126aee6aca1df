import { readActivation } from '../blocks/activations.ts';
import { PLAIN_NORM } from '../blocks/rms-norm.ts';
import { DECODER_FIELDS } from '../decoder/decoder-fields.ts';
import { defineDecoder, type DecoderDefinition } from '../decoder/decoder-model.ts';

/**
 * LLaMA 1 to 3 (Touvron et al. 2023): RMS norms before each block, rotary positions, a gated feed-forward network with SiLU;
 * from LLaMA 2 on with grouped queries, from 3.1 on with stretched rotations.
 */
export const LLAMA: DecoderDefinition = {
  name: 'llama',
  norm: PLAIN_NORM,
  embeddingScale: () => 1,
  defaults: {
    numKeyValueHeads: undefined,
    headSize: undefined,
    slidingWindow: undefined,
    padId: undefined,
    isTied: false,
    fields: DECODER_FIELDS,
    readActivation: (source, where) => readActivation(source, 'hidden_act', { fallback: 'silu', where }),
  },
};

export const llama = defineDecoder(LLAMA);
