export { describeTyped } from './results/describe-asked.ts';
export { keepFigures } from './figures/keep-figures.ts';
export { findInputs, type Inputs } from './inputs/find-inputs.ts';
export { isBetter, type KeptTrial } from './kept/settle-kept.ts';
export { publishResults } from './publish/publish-results.ts';
export {
  experimentBefore,
  readExperimentFile,
  type ExperimentFile,
  importanceFolder,
  publishedFolder,
  runFolder,
  runsFolder,
  trialsOf,
  type TypedOverrides,
} from './results/experiment-folder.ts';
export { findRun, findTrial, type FoundTrial, runsIn } from './results/find-trial.ts';
export { acceptOtherCode } from './results/accepted-code.ts';
export { describeChange } from './results/explain-change.ts';
export { explainTrial, type TrialExplanation } from './run/explain-trial.ts';
export { codeNotes } from './run/code-notes.ts';
export { ResultStore } from './results/result-store.ts';
export { findProvenance } from './results/run-record.ts';
export { type Engine, runExperiment, type RunSummary } from './run-experiment.ts';
export { checkOutcome } from './results/trial-result.ts';
export { toJob, type TrialJob } from './run/trial-job.ts';
export { type SharedEnd } from './run/share-run.ts';
export { aloneInRun } from './run/run-claims.ts';
export { requireExperiment, workOnRun } from './work-on-run.ts';
export { cancelJobs } from './slurm/cancel-jobs.ts';
export type { Cluster } from './slurm/cluster-run.ts';
export { controlNotes, earlyStoppingNotes } from './run/plan-notes.ts';
export { planTrials, type PlannedTrial } from './run/plan-trials.ts';
export { shareCores } from './run/share-cores.ts';
export { RunFollower } from './watch/run-follower.ts';
export type { WatchedRun, WatchedTraining, WatchedTrial } from './watch/watched-run.ts';
export { runLogPath } from './log/run-log.ts';
export { fingerprint, type Fingerprint } from './verify/fingerprint.ts';
export { verifyResume, type VerifyOptions, type VerifyReport } from './verify/verify-resume.ts';
export { compareArms, type ComparedFamily, type CompareRequest } from './tables/compare-arms.ts';
export { averageTable, comparisonTable, comparisonTables } from './tables/comparison-table.ts';
export { familyOf, withLateChange } from './tables/family-of.ts';
export { planPrimaries, type PlannedComparison } from './tables/primary-comparisons.ts';
export { verdictSummary } from './tables/verdict-summary.ts';
export { collectCells } from './tables/collect-cells.ts';
export { makeTable, type ResultsTable, writeTable } from './tables/make-table.ts';
export type { LedgerLine } from './ledger/ledger-line.ts';
export { makeLedger, methodsOf, readTrials } from './ledger/make-ledger.ts';
export { renderLedger } from './ledger/render-ledger.ts';
