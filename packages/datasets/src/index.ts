export { FILLER_ID, LENGTH_BUCKETS, makeBatches, type Batch, type BatchOptions } from './batches.ts';
export { packBlocks, type PackOptions, type TokenBlocks } from './corpus/pack-blocks.ts';
export { pretrainingCorpus, type Corpus, type CorpusSource } from './corpus/pretraining-corpus.ts';
export { splitHeldOut } from './corpus/split-held-out.ts';
export { encodeExamples, type BatchTokenizer, type EncodedExample } from './encode-examples.ts';
export type { Example, Split } from './example.ts';
export type { SplitLimits, Splits } from './glue/splits.ts';
export { GLUE_TASKS, taskInfo, type GlueTask, type TaskInfo } from './glue/tasks.ts';
export { loadTask, type LoadTaskOptions, type TaskData, type TaskSource } from './load-task.ts';
export {
  IGNORED_LABEL,
  maskedLmBatches,
  type MaskedLmBatch,
  type MaskedLmOptions,
} from './masked-lm/masked-lm-batches.ts';
export { countTokens, unigramLoss } from './masked-lm/unigram-loss.ts';
export { MINI_GLUE_VERSION } from './mini-glue/mini-task.ts';
export { readTextsFile } from './read-texts-file.ts';
