export { loadTokenizer } from './tokenizers/load-tokenizer.ts';
export type { EncodeOptions, Encoding, SpecialIds, Text, Tokenizer } from './tokenizers/tokenizer.ts';
