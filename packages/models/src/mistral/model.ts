import { readActivation } from '../blocks/activations.ts';
import { PLAIN_NORM } from '../blocks/rms-norm.ts';
import { MISTRAL_FIELDS } from '../decoder/decoder-fields.ts';
import { defineDecoder } from '../decoder/decoder-model.ts';

/** Mistral (Jiang et al. 2023): LLaMA with attention to the last `sliding_window` tokens only. */
export const mistral = defineDecoder({
  name: 'mistral',
  norm: PLAIN_NORM,
  embeddingScale: () => 1,
  defaults: {
    numKeyValueHeads: 8,
    headSize: undefined,
    slidingWindow: 4096,
    padId: undefined,
    isTied: false,
    fields: MISTRAL_FIELDS,
    readActivation: (source, where) => readActivation(source, 'hidden_act', { fallback: 'silu', where }),
  },
});
