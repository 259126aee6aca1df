import { configReader } from '@lamella/files';
import { MISTRAL_FIELDS } from '../decoder/decoder-fields.ts';
import { defineDecoder } from '../decoder/decoder-model.ts';
import { llamaDecoder } from '../llama/model.ts';
import { MISTRAL } from './family.ts';

/** Mistral (Jiang et al. 2023): LLaMA with attention to the last `sliding_window` tokens only. */
export const mistral = defineDecoder({
  ...llamaDecoder,
  record: MISTRAL,
  fields: MISTRAL_FIELDS,
  /** An explicit null switches the window off. */
  readWindow: (source, where) =>
    source['sliding_window'] === null ? undefined : configReader(source, where).size('sliding_window', 4096),
});
