export { doneResult } from './example-results.ts';
export { fakePool, fakeTrials, type Behaviour } from './fake-trial.ts';
export { exampleCluster } from './example-cluster.ts';
export { findLossesAndRepeats, readLedger, type LedgerLine } from './ledger.ts';
export { chromiumOrReason, findViolations, openBrowser } from './report-browser.ts';
export { slurmOrReason, type RealSlurm } from './real-slurm.ts';
