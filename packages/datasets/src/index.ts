export {
  FILLER_ID,
  LENGTH_BUCKETS,
  makeBatches,
  type Batch,
  type Batches,
  type BatchShape,
  type BatchOptions,
  type Packing,
} from './batches.ts';
export { readGsm8k, type Gsm8kProblem } from './benchmarks/gsm8k.ts';
export { humanEvalHelpers, readHumanEval, type HumanEvalProblem } from './benchmarks/human-eval.ts';
export { readMath, type MathProblem } from './benchmarks/math.ts';
export { readMbpp, type MbppProblem } from './benchmarks/mbpp.ts';
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
export { encodeExamples, type BatchTokenizer, type EncodedExample } from './encode-examples.ts';
export type { Example, Split } from './example.ts';
export type { ImageSource } from './image-source.ts';
export type { SplitLimits, Splits } from './glue/splits.ts';
export { GLUE_TASKS, taskInfo, type GlueTask, type TaskInfo } from './glue/tasks.ts';
export { loadTask, type LoadTaskOptions, type TaskData, type TaskSource } from './load-task.ts';
export { IGNORED_LABEL, type BlockOrder, type LanguageModelBatch } from './language-model/block-batches.ts';
export { causalLmObjective, maskedLmObjective, type Objective } from './language-model/objective.ts';
export { countTokens, unigramLoss } from './language-model/unigram-loss.ts';
export { MINI_GLUE_VERSION } from './mini-glue/mini-task.ts';
export { MINI_SQA_VERSION, miniSqa } from './mini-sqa/mini-sqa.ts';
export { readTextsFile } from './read-texts-file.ts';
export type { Missing, ScienceSplit } from './scienceqa/read-folder.ts';
export { readScienceQa, type ScienceQaSource } from './scienceqa/read-science-qa.ts';
export { scienceQaPrompt, scienceQaTarget, type ScienceQuestion } from './scienceqa/science-question.ts';
export { ask, QUESTION_KINDS, type PictureQuestion, type QuestionKind } from './shapes/ask.ts';
export { drawPicture } from './shapes/draw-picture.ts';
export { encodePng } from './shapes/encode-png.ts';
export {
  COLOUR_NAMES,
  makePicture,
  PICTURE_SIZE,
  PLACES,
  SHAPES,
  SIZES,
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
export { encodeInstructions, type InstructionTokenizer } from './instructions/encode-instructions.ts';
export type { InstructionExample } from './instructions/instruction-example.ts';
export { MINI_MATH_VERSION, miniMath, type MiniMath, type MiniMathProblem } from './mini-math/mini-math.ts';
export { MINI_CODE_VERSION, miniCode, type MiniCode, type MiniCodeProblem } from './mini-code/mini-code.ts';
export { packBatches, type PackedBatchOptions } from './packed-batches.ts';
export { readInstructions } from './instructions/read-instructions.ts';
export { parquetToJsonLines } from './parquet-to-json-lines.ts';
