export { readProcessorTime, type ProcessorTime } from './machine/processor-time.ts';
export { type Claim, Claims, type ClaimTimes, type HeldClaim } from './claims/claims.ts';
export { describeOwner, type Owner } from './claims/owner.ts';
export {
  estimateSecondsLeft,
  mayHang,
  type CostedTrial,
  type Silence,
  type Workload,
} from './progress/estimate-seconds-left.ts';
export { fitWidth } from './progress/fit-width.ts';
export { formatDuration } from './progress/format-duration.ts';
export {
  ProgressDisplay,
  type OutputStream,
  type ProgressDisplayOptions,
} from './progress/progress-display.ts';
export type { FinishedTrial, ProgressState, RunningTrial } from './progress/progress-state.ts';
export type { DisplayedTrial, TrialEnd, DisplayedProgress } from './progress/progress-tracker.ts';
export { describeLeft, renderFinished, renderProgress, type Surface } from './progress/render-progress.ts';
export { findSandbox } from './sandbox/find-sandbox.ts';
export type { Judgement, JudgementVerdict, JudgeRequest, Sandbox } from './sandbox/judgement.ts';
export { JobCancelled, withTermination } from './workers/job-cancelled.ts';
export { stoppedExitCode, writeJobScript, type JobScript, type SlurmRequest } from './slurm/job-script.ts';
export type { SlurmJob, SlurmPhase } from './slurm/slurm-job.ts';
export { slurm, SlurmSilence, type Slurm } from './slurm/slurm.ts';
export type { JobError, JobOutcome, JobStatus } from './workers/job-outcome.ts';
export { LogTail } from './workers/log-tail.ts';
export { serveJobs, type JobHandler } from './workers/serve-jobs.ts';
export { Worker } from './workers/worker.ts';
export { WorkerPool, type WorkerPoolOptions } from './workers/worker-pool.ts';
export type { WorkerCommand } from './workers/worker-process.ts';
export type { JobLimits, PassedLimit } from './workers/job-watch.ts';
export type { JobOptions } from './workers/worker.ts';
