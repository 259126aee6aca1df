import { SHIFTED_NORM } from '../blocks/rms-norm.ts';
import { GEMMA_FIELDS } from '../decoder/decoder-fields.ts';
import { defineDecoder } from '../decoder/decoder-model.ts';
import { GEMMA } from './family.ts';
import { readGemmaActivation } from './gemma-activation.ts';

/**
 * Gemma (Gemma Team 2024): embeddings scaled by sqrt(D) and shared with the output layer, norms that multiply by 1 + weight,
 * heads of a size of their own, GELU (tanh form) in the gate.
 */
export const gemma = defineDecoder({
  record: GEMMA,
  norm: SHIFTED_NORM,
  embeddingScale: ({ hiddenSize }) => Math.fround(Math.sqrt(hiddenSize)),
  fields: GEMMA_FIELDS,
  padId: 0,
  readWindow: () => undefined,
  readActivation: readGemmaActivation,
});
