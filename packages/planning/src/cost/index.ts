export { calibrate } from './calibrate.ts';
export type { Calibration } from './calibration.ts';
export { expectSeconds, type TypicalFacts } from './expect-seconds.ts';
export { modelCost, type ModelCost, type ModelCostOptions, type PlannedModel } from './model-cost.ts';
export { type CostOf, costPredictor, findPredictor } from './predict-costs.ts';
export { predictStep, type StepPrediction } from './predict-step.ts';
export {
  predictTrial,
  trialLimits,
  type TrialFacts,
  type TrialLimits,
  type TrialPrediction,
} from './trial-limits.ts';
export { recordStep, type StepShape } from './record-step.ts';
export { trialStep } from './trial-step.ts';
