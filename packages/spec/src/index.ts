export { armName, armNames, methodNames } from './language/control-methods.ts';
export { defaults, defaultsFor } from './language/defaults.ts';
export type { DataSource, ExperimentSpec, ModelSource, SlurmSettings } from './language/experiment-spec.ts';
export {
  numberFromZero,
  oneOf,
  positiveNumber,
  rate,
  section,
  slug,
  text,
  wholeNumber,
} from './language/fields.ts';
export { formatSpec, isSameSpec, type SpecComments } from './language/format-spec.ts';
export { isMemoryText, memoryBytes, type LimitsChoice } from './language/limits.ts';
export { figureNames, type Keep, type Quantization, type SweepFigureName } from './language/names.ts';
export { narrowSpec, type Narrowing } from './language/narrow-spec.ts';
export { applyOverrides, parseOverride, type Override } from './language/overrides.ts';
export { parseSpec } from './language/parse-spec.ts';
export { locateMistakes, readSpec } from './language/read-spec.ts';
export { aboutSetting, SettingError, settingPaths } from './language/setting-error.ts';
export {
  primaryComparisons,
  type PrimaryComparison,
  MEAN_OVER_TASKS,
} from './language/primary-comparisons.ts';
export { readSpecFiles, readText } from './language/spec-files.ts';
export type { GenerationChoices, Rows } from './language/settings.ts';
export { validateYaml } from './language/validate-yaml.ts';
export {
  type Claim,
  type ClaimExperiment,
  CLAIMS,
  type ComparisonClaim,
  type CostClaim,
  type LayersClaim,
  type ParametersClaim,
  type VariantClaim,
} from './paper/claims.ts';
export { DATA_SIZES, type DataSize } from './paper/data-sizes.ts';
export { PUBLISHED_LAYERS, publishedModels, type PublishedModel } from './paper/published-layers.ts';
export { epochMetrics, followedMetric } from './sweep/epoch-metrics.ts';
export { expandParts } from './sweep/expand-parts.ts';
export type { LayerCounts } from './sweep/cell-resolver.ts';
export { countSelected, layerRanks, meanRank, alphaAtScale } from './sweep/equal-parameters.ts';
export { expandSweep, modelsOf } from './sweep/expand-sweep.ts';
export { describeModels } from './sweep/describe-models.ts';
export { modelLabel } from './sweep/model-label.ts';
export { resolveTrial } from './sweep/resolve-trial.ts';
export { describeSwept, slugOf, withoutFolders } from './sweep/setting-names.ts';
export {
  awaitedBy,
  isCandidate,
  isForwardImportance,
  type ForwardImportanceSettings,
  trainingOf,
  trialIdentity,
  type AwaitedTrial,
  type FisherSettings,
  type HeldOut,
  type RepresentationSettings,
  type ResolvedAdapter,
  type ResolvedImportance,
  type ResolvedSelection,
  type ResolvedTrial,
  type SettledTraining,
} from './sweep/trial.ts';
