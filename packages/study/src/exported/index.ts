export { compareRuns, type ComparedPart } from './compare-runs.ts';
export { differingCauses } from './differing-causes.ts';
export { describeRun } from './export-readme.ts';
export { exportTrial, type ExportSummary } from './export-trial.ts';
export { replayTrial, type Replayed } from './replay-trial.ts';
export type { Check } from './rescore.ts';
export { runAgain, type TrialAgain } from './run-again.ts';
