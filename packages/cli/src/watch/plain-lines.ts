import { formatDuration, renderFinished, renderProgress } from '@lamella/runners';
import type { WatchedRun, WatchedTrial } from '@lamella/study';
import { summaryOf } from './trial-cells.ts';

/** Seconds after which a line tells how a run gets on, where nothing else has been told. */
const pauseSeconds = 30;

type Ended = WatchedTrial & { readonly status: Parameters<typeof renderFinished>[0]['status'] };

/** A run in lines that stay, for a pipe or a file: one for each trial that ends, and one every half minute in between. */
export class PlainLines {
  readonly #told = new Set<string>();
  #toldAt = -Infinity;

  /** The lines for what is new. */
  next(run: WatchedRun): string[] {
    const ended = run.trials.filter((trial): trial is Ended => hasEnded(trial) && !this.#told.has(trial.id));
    const lines = ended.map((trial) => {
      this.#told.add(trial.id);
      return renderFinished(
        { ...trial, name: trial.id, seconds: trial.seconds ?? 0, summary: summaryOf(trial) },
        { ...toProgress(run), finished: this.#told.size },
      );
    });
    if (lines.length === 0 && run.seconds - this.#toldAt < pauseSeconds) return [];
    this.#toldAt = run.seconds;
    return run.state === 'running' ? [...lines, ...renderProgress(toProgress(run), plain)] : lines;
  }
}

const plain = { isTty: false, columns: 80 };

function hasEnded({ status }: WatchedTrial): boolean {
  return !['waiting', 'running', 'interrupted', 'reused'].includes(status);
}

function toProgress(run: WatchedRun): Parameters<typeof renderProgress>[0] {
  const due = run.trials.filter(({ status }) => status !== 'reused');
  const finished = due.filter(hasEnded);
  return {
    title: run.name,
    total: due.length,
    finished: finished.length,
    failed: finished.filter(({ status }) => status !== 'done').length,
    running: due.filter(({ status }) => status === 'running').map(toRunning),
    elapsedSeconds: run.seconds,
    secondsLeft: run.secondsLeft,
  };
}

function toRunning({ id, seconds = 0, phase, training, silentSeconds }: WatchedTrial) {
  const silence = { silentSeconds, longestPause: training?.secondsPerStep };
  if (phase?.phase !== 'training' || training === undefined)
    return { name: id, seconds, ...silence, detail: phase?.phase ?? 'starting' };
  const { epoch, step, steps, losses, secondsLeft } = training;
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`;
  const detail = `epoch ${epoch}, step ${step} of ${steps}, loss ${losses.at(-1)?.toFixed(3)}${left}`;
  return { name: id, seconds, ...silence, detail, fraction: step / steps };
}
