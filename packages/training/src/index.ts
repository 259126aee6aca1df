export { AdamW, DEFAULT_ADAMW, isDecayed, type AdamWConfig } from './adamw.ts';
export { toInputs, type BatchInputs } from './batch-inputs.ts';
export { FineTuningStep, type FineTuningStepOptions } from './fine-tuning-step.ts';
export { measureCka, RepresentationPass, type CkaOptions } from './importance/cka.ts';
export { measureFisher, type FisherOptions, type FisherScores, type LoraProbe } from './importance/fisher.ts';
export { fisherByLoop, type FisherLoopOptions } from './importance/fisher-by-loop.ts';
export { pool, POOLINGS, type Pooling } from './importance/pooling.ts';
export { crossEntropy, exampleLosses, meanLoss, type TaskKind } from './losses.ts';
export {
  evaluateMaskedLm,
  pretrain,
  type PretrainingRun,
  type PretrainingSettings,
} from './masked-lm/pretrain.ts';
export { Predictor, toPrediction } from './predict.ts';
export { learningRateAt, warmupStepsOf, type Schedule, type ScheduleName } from './schedules.ts';
export {
  train,
  type EpochReport,
  type TrainingResult,
  type TrainingRun,
  type TrainingSettings,
} from './train.ts';
export {
  TrainingStep,
  type AccumulationMode,
  type StepReport,
  type TrainingStepOptions,
} from './training-step.ts';
