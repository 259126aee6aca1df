export { loadTokenizer } from './tokenizers/load-tokenizer.ts';
export type { EncodeOptions, Encoding, SpecialIds, Text, Tokenizer } from './tokenizers/tokenizer.ts';
export { loadTokenizer } from './tokenizers/load-tokenizer.ts';
export { trainByteLevelBpe, type BpeOptions } from './tokenizers/train-byte-level-bpe.ts';
export type { EncodeOptions, Encoding, SpecialIds, Text, Tokenizer } from './tokenizers/tokenizer.ts';
export type { TokenizerJson } from './tokenizers/tokenizer-json.ts';
