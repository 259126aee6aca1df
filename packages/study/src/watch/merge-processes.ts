import type { RunStartLine } from '../log/log-lines.ts';
import type { ProcessEvents, TrialEvents } from './run-events.ts';
import type { RunState } from './watched-run.ts';

/** A trial in the logs of all processes of a run. */
export interface MergedTrial {
  readonly id: string;
  readonly cost: number;
  /** Whether it was done before. */
  readonly isDone: boolean;
  /** Of its latest attempt; absent if it has not started. */
  readonly events?: TrialEvents;
  /** Whether the process of that attempt may still run. */
  readonly isAlive: boolean;
}

/** A run as the logs of its processes tell of it. */
export interface MergedRun extends Pick<RunStartLine, 'name' | 'workers' | 'threads' | 'host'> {
  readonly state: RunState;
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly lastTime: number;
  /** When its last process has ended, if all have said so. */
  readonly closedAt?: number;
  readonly trials: readonly MergedTrial[];
}

/**
 * Puts together what the processes of a run tell. Name, threads and host are those of the first; workers are those of all that may
 * still run.
 *
 * @param ended names of processes that are gone, whether they said so or not
 * @returns undefined if there is no log
 */
export function mergeProcesses(
  processes: readonly ProcessEvents[],
  ended: ReadonlySet<string | undefined>,
): MergedRun | undefined {
  const [first] = processes;
  if (first === undefined) return undefined;
  const isAlive = ({ start, close }: ProcessEvents): boolean =>
    close === undefined && !ended.has(start.process);
  const alive = processes.filter(isAlive);
  const trials = mergeTrials(processes, isAlive);
  const closes = processes.flatMap(({ close }) => (close === undefined ? [] : [close.time]));
  const working = alive.length > 0 ? alive : [first];
  return {
    ...{ name: first.start.name, threads: first.start.threads, host: first.start.host },
    workers: working.reduce((sum, { start }) => sum + start.workers, 0),
    state: alive.length > 0 ? 'running' : stateOf(processes, trials),
    startedAt: Math.min(...processes.map(({ start }) => start.time)),
    lastTime: Math.max(...processes.map(({ lastTime }) => lastTime)),
    ...(closes.length === processes.length && { closedAt: Math.max(...closes) }),
    trials,
  };
}

/** In the order in which processes name them: of each trial, the attempt that began last. */
function mergeTrials(
  processes: readonly ProcessEvents[],
  isAlive: (events: ProcessEvents) => boolean,
): MergedTrial[] {
  const merged = new Map<string, MergedTrial>();
  for (const process of processes) {
    for (const { id, cost, isDone } of process.start.trials) {
      const before = merged.get(id);
      const events = process.trials.get(id);
      if (before === undefined) merged.set(id, { id, cost, isDone, isAlive: false });
      if (events === undefined || events.startedAt < (before?.events?.startedAt ?? 0)) continue;
      merged.set(id, { id, cost, isDone: before?.isDone ?? isDone, events, isAlive: isAlive(process) });
    }
  }
  return [...merged.values()];
}

/** The state of a run that no process works on any longer. */
function stateOf(processes: readonly ProcessEvents[], trials: readonly MergedTrial[]): RunState {
  const hasEnded = ({ isDone, events }: MergedTrial): boolean =>
    isDone || !['cancelled', undefined].includes(events?.end?.status);
  const closes = processes.map(({ close }) => close);
  if (closes.some((close) => close?.isCancelled === false) && trials.every(hasEnded)) return 'done';
  if (closes.includes(undefined)) return 'killed';
  return closes.some((close) => close?.isCancelled) ? 'interrupted' : 'done';
}
