export { constantBaseline, guessBaseline, type Baseline } from './task/constant-baseline.ts';
export { passAtK, type SampledPrograms } from './task/pass-at-k.ts';
export { FisherAccumulator, type FisherWeight, type NormChoice } from './fisher/fisher-accumulator.ts';
export { mean, median, quantile, sum } from './numbers.ts';
export { bootstrapLayers, type BootstrapOptions, type LayerCertainty } from './certainty/bootstrap-layers.ts';
export { layerAgreement, type LayerAgreement, type RankedLayers } from './certainty/layer-agreement.ts';
export {
  selectionCertainty,
  selectionMargin,
  type SelectionCertainty,
} from './certainty/selection-certainty.ts';
export {
  ckaEffects,
  type ConsecutiveSums,
  fewestSamples,
  isConstant,
  type OwnSums,
  type PairSums,
} from './similarity/cka-effects.ts';
export { effectiveRank } from './similarity/effective-rank.ts';
export { effectsOnMeans, type SampleEffects } from './similarity/sample-effects.ts';
export { CkaAccumulator } from './similarity/cka-accumulator.ts';
export { centredProduct, ckaFromCrossMoments, type CrossMoments } from './similarity/cross-moments.ts';
export { debiasedCka } from './similarity/debiased-cka.ts';
export { importanceFromCka } from './similarity/importance.ts';
export {
  linearCka,
  linearCkaFloor,
  linearCkaOfFeatures,
  linearCkaOfSamples,
} from './similarity/linear-cka.ts';
export type { Matrix } from './similarity/matrix.ts';
export { rbfCka } from './similarity/rbf-cka.ts';
export type { RepresentationMeasure } from './similarity/representation-measure.ts';
export { chanceOverlap, type Overlap } from './summary/chance-overlap.ts';
export { kendallTau } from './summary/kendall-tau.ts';
export { averageDifference } from './summary/average-difference.ts';
export {
  fewestItems,
  pairedDifference,
  type PairedDifference,
  type SeedScore,
  type Untold,
} from './summary/paired-difference.ts';
export type { Interval } from './summary/student-test.ts';
export { meanDifference, type MeanDifference } from './summary/mean-difference.ts';
export { resampleMetric } from './summary/resample-metric.ts';
export { resampleScores, type ResampleOptions } from './summary/resample-scores.ts';
export { powerToTell, seedsNeeded, type PlannedStudy } from './summary/seeds-needed.ts';
export { sampleStandardDeviation } from './summary/spread.ts';
export {
  familyLevel,
  judgeFamily,
  type Comparison,
  type Judgement,
  type Verdict,
} from './summary/verdict.ts';
export { accuracy } from './task/accuracy.ts';
export { pearson, spearman } from './task/correlation.ts';
export { f1, macroF1, microF1, weightedF1 } from './task/f1.ts';
export { matthews } from './task/matthews.ts';
export { tokenLoss, type TokenLikelihoods } from './task/token-loss.ts';
export { areAlike, scoreMetric, type ScoreMetric } from './task/score-metric.ts';
export { findMetric, metricNames, taskMetrics } from './task/task-metrics.ts';
export type { Metric, MetricName, Predictions } from './task/task-metrics.ts';
