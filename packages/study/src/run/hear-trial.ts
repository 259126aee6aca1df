import type { JobLimits, JobOptions, JobOutcome, PassedLimit } from '@lamella/runners';
import { formatDuration } from '@lamella/runners';
import { defaults, type LimitsChoice, memoryBytes } from '@lamella/spec';
import type { TrialEvent, TrialProgress } from '../trial/trial-outcome.ts';
import { describeProgress } from './describe-progress.ts';

/** What becomes of a trial's events. */
export interface TrialListener {
  warning(message: string): void;
  progress(progress: TrialProgress): void;
  /** It goes on with what it does. */
  alive(): void;
}

/** A trial that is heard: the options of its job, and its end with the limit that it passed in the words of the spec. */
export interface HeardTrial {
  readonly options: Pick<JobOptions, 'onEvent' | 'limitsIn' | keyof JobLimits>;
  explain(outcome: JobOutcome): JobOutcome;
}

/** Hears a trial: its events go to the listener, its limits are those of the spec and those that it predicts itself. */
export function hearTrial(limits: LimitsChoice, listener: TrialListener): HeardTrial {
  let last: TrialProgress = { phase: 'loading' };
  const onEvent = (event: unknown): void => {
    const told = event as TrialEvent;
    if ('warning' in told) return listener.warning(told.warning);
    if ('limits' in told) return;
    if ('isAlive' in told) return listener.alive();
    last = told;
    listener.progress(told);
  };
  return {
    options: { ...jobLimits(limits), onEvent, limitsIn },
    explain: (outcome) => {
      const { passedLimit, error } = outcome;
      if (passedLimit === undefined || error === undefined) return outcome;
      return { ...outcome, error: { ...error, message: explainLimit(passedLimit, limits, last) } };
    },
  };
}

function jobLimits({ minutes, memory, stuckMinutes }: LimitsChoice): JobLimits {
  return {
    ...(minutes !== undefined && { timeLimitSeconds: 60 * minutes }),
    ...(memory !== undefined && { memoryLimitBytes: memoryBytes(memory) }),
    silenceLimitSeconds: 60 * (stuckMinutes ?? defaults.limits.stuckMinutes),
  };
}

function limitsIn(event: unknown): JobLimits | undefined {
  const told = event as TrialEvent;
  if (!('limits' in told)) return undefined;
  const { seconds, memoryBytes: bytes } = told.limits;
  return {
    ...(seconds !== undefined && { timeLimitSeconds: seconds }),
    ...(bytes !== undefined && { memoryLimitBytes: bytes }),
  };
}

function explainLimit(passed: PassedLimit, limits: LimitsChoice, last: TrialProgress): string {
  const { detail = last.phase } = describeProgress(last);
  const where = `It was ended in phase ${last.phase}${detail === last.phase ? '' : ` (${detail})`}.`;
  switch (passed.kind) {
    case 'time':
      return `The trial took ${formatDuration(passed.seconds)}, more than its limit of ${formatDuration(passed.limitSeconds)}${originOf(limits.minutes, limits)}. ${where} To allow more, set limits.minutes.`;
    case 'memory':
      return `The trial used ${toGibibytes(passed.usedBytes)} of memory, more than its limit of ${toGibibytes(passed.limitBytes)}${originOf(limits.memory, limits)}. ${where} To allow more, set limits.memory.`;
    case 'silence':
      return `No sign of life for ${formatDuration(passed.seconds)}: the worker reported nothing${passed.isComputing ? ', although it computed' : ' and computed nothing'}. ${where} To allow longer pauses, set limits.stuckMinutes.`;
  }
}

/** Says of a limit that the spec does not give itself where it comes from. */
function originOf(given: unknown, { factor }: LimitsChoice): string {
  if (given !== undefined) return '';
  return factor === undefined ? ', which follows from a prediction' : `, ${factor} times what was predicted`;
}

function toGibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
}
