import { setTimeout as delay } from 'node:timers/promises';
import { countMemoryKills } from '../processes.ts';
import { classifyEnd, tellsOfMemory, type ProcessEnd, type StopReason } from './classify-end.ts';
import type { JobOutcome } from './job-outcome.ts';
import { type JobLimits, JobWatch, type PassedLimit } from './job-watch.ts';
import { LogTail } from './log-tail.ts';
import { describeError, isAbout, type JobMessage, type WorkerMessage } from './messages.ts';
import { startProcess, whenEnded, type WorkerCommand, type WorkerProcess } from './worker-process.ts';

/** The limits and listeners of one job. */
export interface JobOptions extends JobLimits {
  /** Called with every event that the handler reports. */
  readonly onEvent?: (event: unknown) => void;
  /** Reads limits from an event, which are added to those that there are: a worker may know more of its job. */
  readonly limitsIn?: (event: unknown) => JobLimits | undefined;
  /** Once aborted, the worker is killed where it stands (SIGKILL): it writes nothing more. The job is `cancelled`. */
  readonly abandoned?: AbortSignal;
}

/** The last word of a worker about a job. */
type Answer = Exclude<WorkerMessage, { type: 'event' }>;

const logDelayMs = 20;

/** One worker process, which does one job after another until it ends. */
export class Worker {
  readonly #process: WorkerProcess;
  readonly #ended: Promise<ProcessEnd>;
  readonly #log = new LogTail();
  #lastId = 0;
  #stopReason: StopReason | undefined;
  #isUsable = true;

  /** @param graceMs the time between SIGTERM and SIGKILL when the worker is stopped */
  constructor(command: WorkerCommand, graceMs: number) {
    this.#process = startProcess(command, graceMs);
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#log.add(text));
    }
    this.#ended = whenEnded(this.#process);
    void this.#ended.then(() => (this.#isUsable = false));
  }

  /** Whether it can do another job: not once it has ended, is being stopped, or has failed at a job. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Does a job. Never rejects. */
  async run(job: unknown, { onEvent, limitsIn, abandoned, ...limits }: JobOptions): Promise<JobOutcome> {
    const start = performance.now();
    const memoryKills = await countMemoryKills();
    this.#log.clear();
    const watch = new JobWatch(this.#process.pid, (passed) => void this.#stopFor(passed));
    watch.limit(limits);
    const hear = (event: unknown): void => {
      watch.hear();
      const found = limitsIn?.(event);
      if (found !== undefined) watch.limit(found);
      onEvent?.(event);
    };
    const stopAbandoning = this.#abandonOn(abandoned);
    const answer = await Promise.race([this.#ask(job, hear), this.#ended]);
    stopAbandoning();
    watch.end();
    const seconds = (performance.now() - start) / 1000;
    if ('type' in answer && !this.#isStoppedBefore(answer))
      return { ...(await this.#describeAnswer(answer)), log: this.#log.lines(), seconds };
    const end = await this.#ended;
    const log = this.#log.lines();
    const stopReason = this.#stopReason;
    const kernelKilledForMemory = (await countMemoryKills()) > memoryKills;
    const cause = classifyEnd(end, { stopReason, log, kernelKilledForMemory });
    const passed = stopReason?.kind === 'cancelled' ? undefined : stopReason;
    return {
      ...cause,
      ...(passed && { passedLimit: passed }),
      ...{ log, exitCode: end.exitCode, signal: end.signal, seconds },
    };
  }

  /** @returns a function that ends it */
  #abandonOn(signal: AbortSignal | undefined): () => void {
    const abandon = (): void => void this.stop({ kind: 'cancelled' }, 'SIGKILL');
    if (signal?.aborted === true) abandon();
    signal?.addEventListener('abort', abandon);
    return () => signal?.removeEventListener('abort', abandon);
  }

  /** Whether a job ended because its worker was being stopped: how it says so is of no interest then. */
  #isStoppedBefore({ type }: Answer): boolean {
    return this.#stopReason !== undefined && type !== 'done';
  }

  /** Memory that runs out leaves no time to ask. */
  #stopFor(passed: PassedLimit): Promise<void> {
    return this.stop(passed, passed.kind === 'memory' ? 'SIGKILL' : 'SIGTERM');
  }

  /**
   * Ends the process: SIGTERM, and SIGKILL after the grace period. One that is stopped goes on, so that it hears the signal. Resolves
   * when it has ended.
   */
  async stop(reason: StopReason, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#stopReason ??= reason;
    this.#isUsable = false;
    this.#process.kill(signal);
    this.#process.kill('SIGCONT');
    await this.#ended;
  }

  #ask(job: unknown, onEvent: (event: unknown) => void): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const listen = (message: unknown): void => {
        if (!isAbout(id, message)) return;
        if (message.type === 'event') return onEvent(message.event);
        this.#process.off('message', listen);
        resolve(message);
      };
      this.#process.on('message', listen);
      try {
        // A closed channel is no error here: the process ends then, and its end says more.
        this.#process.send({ type: 'job', id, job } satisfies JobMessage, () => {});
      } catch (error) {
        resolve({ type: 'failed', id, error: describeError(error) });
      }
    });
  }

  async #describeAnswer(answer: Answer): Promise<Pick<JobOutcome, 'status' | 'value' | 'error'>> {
    if (answer.type === 'done') return { status: 'done', value: answer.value };
    // What a failed job leaves behind in memory must not harm the next one.
    this.#isUsable = false;
    // Its last lines come through other pipes than its answer, and may be a moment later.
    await delay(logDelayMs);
    if (answer.type === 'cancelled') return { status: 'cancelled', error: answer.error };
    return { status: tellsOfMemory(answer.error.message) ? 'out-of-memory' : 'failed', error: answer.error };
  }
}
