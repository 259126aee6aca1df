export type { Batch, Batches, BatchLayout, BatchShape, Packing } from './batch.ts';
export { countBatchTokens, LENGTH_BUCKETS, makeBatches, type BatchOptions } from './batches.ts';
export {
  mixTexts,
  TEXT_KINDS,
  type TextKind,
  type TextMix,
  type TextPart,
  type TextSource,
} from './corpus/mixed-texts.ts';
export {
  cutBlocks,
  joinBlocks,
  packBlocks,
  type PackOptions,
  type TokenBlocks,
} from './corpus/pack-blocks.ts';
export { pretrainingCorpus, type Corpus, type CorpusSource } from './corpus/pretraining-corpus.ts';
export { splitHeldOut } from './corpus/split-held-out.ts';
export {
  encodeExamples,
  type BatchTokenizer,
  type EncodedExample,
  type TokenIds,
} from './encode-examples.ts';
export { FILLER_ID } from './fill-batch.ts';
export type { Example, Examples, Split } from './example.ts';
export type { ImageSource } from './image-source.ts';
export { IGNORED_LABEL, type BlockOrder, type LanguageModelBatch } from './language-model/block-batches.ts';
export { causalLmObjective, maskedLmObjective, type Objective } from './language-model/objective.ts';
export { countTokens, unigramLoss } from './language-model/unigram-loss.ts';
export { readTextsFile } from './read-texts-file.ts';
export { QUESTION_KINDS, ask, uniqueBy, type PictureQuestion, type QuestionKind } from './shapes/ask.ts';
export { drawPicture } from './shapes/draw-picture.ts';
export { encodePng } from './shapes/encode-png.ts';
export {
  COLOUR_NAMES,
  PICTURE_SIZE,
  PLACES,
  SHAPES,
  SIZES,
  makePicture,
  type Colour,
  type Figure,
  type Picture,
} from './shapes/picture.ts';
export {
  captionOf,
  makeRequests,
  questionsAbout,
  type PictureConversation,
} from './shapes/picture-conversation.ts';
export { alpacaPrompt } from './instructions/alpaca-prompt.ts';
export { encodeContinuations } from './instructions/encode-continuations.ts';
export { encodeInstructions, type InstructionTokenizer } from './instructions/encode-instructions.ts';
export {
  encodePartlyLearnt,
  type OffsetTokenizer,
  type PartlyLearntText,
} from './instructions/encode-partly-learnt.ts';
export { encodeTexts } from './instructions/encode-texts.ts';
export { fitExamples, type FittedExamples } from './instructions/fit-examples.ts';
export type { InstructionExample } from './instructions/instruction-example.ts';
export { packBatches, type PackedBatchOptions } from './packed-batches.ts';
export { totalTokens } from './packed-length.ts';
export { chooseRowLengths } from './row-lengths.ts';
export {
  openParquet,
  type ParquetFile,
  type ParquetReading,
  type ParquetRows,
} from './tables/open-parquet.ts';
export { readTable, tableEndings, type ReadTableOptions } from './tables/read-table.ts';
export { type Table, type TableRow } from './tables/table.ts';
export { readInstructions } from './instructions/read-instructions.ts';
export { numberOf, readRows, textOf, textsOf, type Row } from './read-rows.ts';
export { COUNTS, nameOf } from './shapes/describe.ts';
export { listOf, pairsOf, type Pair } from './word-lists.ts';
export { optionLetter, optionLines, REQUEST_FOR_LETTER } from './lettered-options.ts';
