import { ProgressTracker, type ProgressTrackerOptions } from './progress-tracker.ts';
import type { FinishedTrial } from './progress-state.ts';
import type { TrialEnd, DisplayedProgress } from './progress-tracker.ts';
import { renderFinished, renderProgress } from './render-progress.ts';

/** The part of a terminal's or a file's stream that a display needs. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface ProgressDisplayOptions extends ProgressTrackerOptions {
  /** Default: standard error, so that standard output holds results only. */
  readonly stream?: OutputStream;
  /** Default: `process.env`. Read for TERM and NO_COLOR. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Fast enough to look alive, seldom enough to cost nothing. */
const redrawMs = 250;
const plainLineMs = 30_000;
const fallback = { columns: 80, rows: 24 };

/**
 * Shows a sweep while it runs: on a terminal a few lines that are redrawn, with a line that stays for every trial
 * that ends; elsewhere (a pipe, CI) one line per trial that ends and one every half minute in between.
 *
 * @example
 * const display = new ProgressDisplay({ title: 'glue/mini', trials, workers: 1 });
 * display.start('cola cka N=4');
 * display.update('cola cka N=4', { detail: 'epoch 1 of 3', fraction: 0.2 });
 * display.finish('cola cka N=4', { status: 'done', summary: 'matthews 0.43' });
 * display.stop();
 */
export class ProgressDisplay {
  readonly #tracker: ProgressTracker;
  readonly #stream: OutputStream;
  readonly #isTty: boolean;
  readonly #hasColor: boolean;
  readonly #timer: NodeJS.Timeout;
  #drawnLines = 0;

  constructor({ stream = process.stderr, env = process.env, ...trackerOptions }: ProgressDisplayOptions) {
    this.#tracker = new ProgressTracker(trackerOptions);
    this.#stream = stream;
    this.#isTty = stream.isTTY === true && env['TERM'] !== 'dumb';
    this.#hasColor = this.#isTty && !env['NO_COLOR'];
    this.#timer = setInterval(() => this.#show(), this.#isTty ? redrawMs : plainLineMs).unref();
  }

  /** A trial starts. */
  start(name: string): void {
    this.#tracker.start(name);
  }

  /** A running trial gets on. It shows when the lines are next drawn. */
  update(name: string, progress: DisplayedProgress): void {
    this.#tracker.update(name, progress);
  }

  /** Another process runs a trial. @param where such as `process 7 on host` */
  leave(name: string, where: string): void {
    this.#tracker.leave(name, where);
  }

  /** A running trial goes on with what it does: it does not hang. */
  alive(name: string): void {
    this.#tracker.alive(name);
  }

  /** A running trial has ended: its line is written at once. */
  finish(name: string, end: TrialEnd): void {
    this.#tell(this.#tracker.finish(name, end));
  }

  /** A trial that waited has ended in another process. */
  finishElsewhere(name: string, end: TrialEnd): void {
    this.#tell(this.#tracker.finishElsewhere(name, end));
  }

  #tell(trial: FinishedTrial): void {
    const line = renderFinished(trial, this.#tracker.state());
    this.write(this.#hasColor && trial.status !== 'done' ? `\x1b[31m${line}\x1b[39m` : line);
  }

  /** Writes a line that stays, above those that are redrawn. */
  write(line: string): void {
    this.#stream.write(`${this.#erase()}${line}\n`);
    if (this.#isTty) this.#show();
  }

  /** Takes the redrawn lines away. What was written stays. */
  stop(): void {
    clearInterval(this.#timer);
    this.#stream.write(this.#erase());
  }

  #show(): void {
    // Some pseudo-terminals say that they are 0 columns wide.
    const columns = this.#stream.columns || fallback.columns;
    const rows = this.#stream.rows || fallback.rows;
    const lines = renderProgress(this.#tracker.state(), { isTty: this.#isTty, columns }).slice(0, rows - 1);
    this.#stream.write(`${this.#erase()}${lines.join('\n')}\n`);
    if (this.#isTty) this.#drawnLines = lines.length;
  }

  /** The codes that move up over the drawn lines and clear them. */
  #erase(): string {
    const lines = this.#drawnLines;
    this.#drawnLines = 0;
    return lines === 0 ? '' : `\x1b[${lines}A\x1b[J`;
  }
}
