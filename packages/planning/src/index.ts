export { alignColumns } from './align-columns.ts';
export {
  type BatchSettings,
  chooseBatch,
  chooseEpochs,
  chooseLearningRate,
  chooseMaxLength,
  type Choice,
  examplesPerStep,
  given,
} from './choose/index.ts';
export { countNewModules } from './count-new-modules.ts';
export { countAdaptedLayers, countTrialParameters, type ParameterPlan } from './count-parameters.ts';
export { formatModelPlan, planModel } from './describe-model.ts';
export { formatMebibytes, formatSeconds } from './format-cost.ts';
export { hashModel } from './model-hash.ts';
export { findModel, type ModelInfo } from './model-info.ts';
export { readModelShape } from './model-shape.ts';
export {
  DEBERTA_V3_BASE,
  GEMMA_7B,
  LLAMA_2_7B,
  LLAVA_1_5_7B,
  MISTRAL_7B,
  ROBERTA_BASE,
} from './paper/published-configs.ts';
export { languageModelBatch, randomBatch } from './random-batch.ts';
export type { Config, ModelShape } from '@lamella/models/families';
