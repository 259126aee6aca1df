import { groupBy } from '@lamella/core';
import { mayHang } from './estimate-seconds-left.ts';
import { fitWidth } from './fit-width.ts';
import { formatDuration } from './format-duration.ts';
import type { ElsewhereTrial, FinishedTrial, ProgressState, RunningTrial } from './progress-state.ts';

/** Trials of another process that are named. */
const maxNamed = 3;
const longestBar = 20;
const shortestBar = 5;

/** Where lines are shown. */
export interface Surface {
  /** Whether lines are drawn again and again in place, and must not wrap. */
  readonly isTty: boolean;
  /** The width of the terminal. Not read for plain lines: a log may be wide. */
  readonly columns: number;
}

/**
 * How a sweep is getting on: on a terminal a line for the sweep and one per running trial, none wider than the
 * terminal; elsewhere a single line.
 */
export function renderProgress(state: ProgressState, { isTty, columns }: Surface): string[] {
  const counts = `${describeCount(state)}, ${describeTimes(state)}`;
  if (!isTty) {
    const trials = [...state.running.map(describeRunning), ...describeElsewhere(state.elsewhere)];
    return [[`${state.title}: ${counts}`, ...trials].join('; ')];
  }
  // The last column stays free: some terminals wrap as soon as it is written to.
  const width = columns - 1;
  const bar = renderBar(completion(state), width - `${state.title}    ${counts}`.length);
  const sweep = [state.title, bar, counts].filter((part) => part !== '').join('  ');
  const trials = state.running.map(
    (trial) => `  ${describeRunning(trial)}, ${formatDuration(trial.seconds)}`,
  );
  const elsewhere = describeElsewhere(state.elsewhere).map((line) => `  ${line}`);
  return [sweep, ...trials, ...elsewhere].map((line) => fitWidth(line, width));
}

/** The line that stays when a trial has ended: `[3/12] cola cka N=4: done in 8 s, matthews 0.43`. */
export function renderFinished(trial: FinishedTrial, { finished, total }: ProgressState): string {
  const { status, seconds } = trial;
  const time = seconds === undefined ? undefined : formatDuration(seconds);
  const how =
    time === undefined ? `${status} elsewhere` : `${status} ${status === 'done' ? 'in' : 'after'} ${time}`;
  const summary = trial.summary === undefined ? '' : `, ${trial.summary.split('\n', 1)[0]}`;
  return `[${finished}/${total}] ${trial.name}: ${how}${summary}`;
}

function describeCount({ finished, total, failed }: ProgressState): string {
  return `${finished} of ${total} trials${failed === 0 ? '' : `, ${failed} failed`}`;
}

function describeTimes({ elapsedSeconds, secondsLeft }: ProgressState): string {
  return `${formatDuration(elapsedSeconds)}, ${describeLeft(secondsLeft)}`;
}

/** How long a run will take yet: `about 3 min 20 s left`. */
export function describeLeft(seconds: number | undefined): string {
  return seconds === undefined ? 'time left unknown' : `about ${formatDuration(seconds)} left`;
}

function describeRunning({ name, detail, fraction, ...silence }: RunningTrial): string {
  const percent = fraction === undefined ? '' : `, ${Math.floor(fraction * 100)} %`;
  const quiet = mayHang(silence) ? `, no sign of life for ${formatDuration(silence.silentSeconds ?? 0)}` : '';
  return `${name}${detail === undefined ? '' : `: ${detail}`}${percent}${quiet}`;
}

/** Trials that are waited for, by the process that runs them: `process 7 on host: a, b and 3 more`. */
function describeElsewhere(trials: readonly ElsewhereTrial[] = []): string[] {
  return [...groupBy(trials, ({ where }) => where)].map(([where, group]) => {
    const names = group.slice(0, maxNamed).map(({ name }) => name);
    const more = group.length > maxNamed ? ` and ${group.length - maxNamed} more` : '';
    return `${where}: ${names.join(', ')}${more}`;
  });
}

/** Running trials count with the part that is done. */
function completion({ finished, total, running }: ProgressState): number {
  const parts = running.reduce((total, { fraction = 0 }) => total + fraction, 0);
  return total === 0 ? 1 : Math.min(1, (finished + parts) / total);
}

/** A bar of up to 22 columns, or none where it would be too short to read. */
function renderBar(fraction: number, columns: number): string {
  const length = Math.min(longestBar, columns - 2);
  if (length < shortestBar) return '';
  const filled = Math.floor(fraction * length);
  return `[${'#'.repeat(filled)}${'-'.repeat(length - filled)}]`;
}
