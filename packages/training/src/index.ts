export type { AccumulationMode } from './accumulation.ts';
export { AdamW, DEFAULT_ADAMW, isDecayed, type AdamWConfig } from './adamw.ts';
export { checkExamples, checkLabels } from './check-examples.ts';
export { toInputs, toTextInputs, type BatchInputs, type TextInputs } from './batch-inputs.ts';
export { LogLikelihoods } from './log-likelihoods.ts';
export type { Weighting } from './causal-lm/next-tokens.ts';
export { EarlyStopping, type BestScore, type EarlyStoppingSettings } from './early-stopping.ts';
export { FineTuningStep, type FineTuningStepOptions, type StepPrefix } from './fine-tuning-step.ts';
export {
  measureCka,
  measureReadings,
  measureRepresentations,
  type Measured,
  type MeasureOptions,
  type ReadingsRequest,
  type RepresentationRequest,
} from './importance/measure-representations.ts';
export {
  RepresentationPass,
  type LastLayer,
  type RepresentationOptions,
} from './importance/representation-pass.ts';
export { measureFisher, type FisherOptions, type FisherScores, type LoraProbe } from './importance/fisher.ts';
export { fisherByLoop, type FisherLoopOptions } from './importance/fisher-by-loop.ts';
export { lastTokens, type LastTokens } from './importance/last-tokens.ts';
export { pool, POOLINGS, type Pooling } from './importance/pooling.ts';
export { sharedEnding } from './importance/shared-ending.ts';
export type { Reading } from './importance/start-measures.ts';
export { exampleLosses, meanLoss, predictionLosses, tokenLosses, type TaskKind } from './losses.ts';
export {
  evaluateLanguageModel,
  pretrain,
  type PretrainingRun,
  type PretrainingSettings,
} from './language-model/pretrain.ts';
export { FrozenPrefix } from './frozen-prefix.ts';
export {
  countKeptLayers,
  FrozenPrefixes,
  type FrozenPrefixesOptions,
  type KeepPrefix,
  type PrefixCache,
  type PrefixUse,
} from './frozen-prefixes.ts';
export { countFrozenLayers } from './frozen-layers.ts';
export { passBatches, type PassOptions } from './pass-batches.ts';
export { heldOutLoss, type HeldOutLoss } from './held-out-loss.ts';
export { Predictor, toPrediction } from './predict.ts';
export { learningRateAt, warmupStepsOf, type Schedule, type ScheduleName } from './schedules.ts';
export { countEpochs, countSteps } from './epoch-steps.ts';
export { train } from './train.ts';
export type {
  EarlyStop,
  EpochReport,
  EpochScores,
  StepProgress,
  TrainingPause,
  TrainingNumbers,
  TrainingResult,
  TrainingRun,
  TrainingSettings,
  TrainingState,
} from './training-run.ts';
export { type HostTensors, readValues } from './stored-values.ts';
export { TrainingStep, type StepReport, type TrainingStepOptions } from './training-step.ts';
