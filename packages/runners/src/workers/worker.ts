import { setTimeout as delay } from 'node:timers/promises';
import { countMemoryKills, residentBytes } from '../processes.ts';
import { classifyEnd, tellsOfMemory, type ProcessEnd, type StopReason } from './classify-end.ts';
import type { JobOutcome } from './job-outcome.ts';
import { LogTail } from './log-tail.ts';
import { describeError, isAbout, type JobMessage, type WorkerMessage } from './messages.ts';
import { startProcess, whenEnded, type WorkerCommand, type WorkerProcess } from './worker-process.ts';

/** The limits and listeners of one job. */
export interface JobOptions {
  /** Called with every event that the handler reports. */
  readonly onEvent?: (event: unknown) => void;
  /** After this time the worker is stopped, and the job has `timed-out`. Default: no limit. */
  readonly timeLimitSeconds?: number;
  /**
   * Above this the worker is stopped, and the job is `out-of-memory`. The memory is looked at once a second.
   * Default: no limit.
   */
  readonly memoryLimitBytes?: number;
}

/** The last word of a worker about a job. */
type Answer = Exclude<WorkerMessage, { type: 'event' }>;

const memoryCheckMs = 1000;
const logDelayMs = 20;
const longestTimerMs = 2 ** 31 - 1;

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
  async run(job: unknown, options: JobOptions): Promise<JobOutcome> {
    const start = performance.now();
    const memoryKills = await countMemoryKills();
    this.#log.clear();
    const unwatch = this.#watchLimits(options);
    const end = await Promise.race([this.#ask(job, options.onEvent), this.#ended]);
    unwatch();
    const seconds = (performance.now() - start) / 1000;
    if ('type' in end) return { ...(await this.#describeAnswer(end)), log: this.#log.lines(), seconds };
    const log = this.#log.lines();
    const kernelKilledForMemory = (await countMemoryKills()) > memoryKills;
    const cause = classifyEnd(end, { stopReason: this.#stopReason, log, kernelKilledForMemory });
    return { ...cause, log, exitCode: end.exitCode, signal: end.signal, seconds };
  }

  /** Ends the process: SIGTERM, and SIGKILL after the grace period. Resolves when it has ended. */
  async stop(reason: StopReason, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#stopReason ??= reason;
    this.#isUsable = false;
    this.#process.kill(signal);
    await this.#ended;
  }

  #ask(job: unknown, onEvent: JobOptions['onEvent']): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const listen = (message: unknown): void => {
        if (!isAbout(id, message)) return;
        if (message.type === 'event') return onEvent?.(message.event);
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
    return { status: tellsOfMemory(answer.error.message) ? 'out-of-memory' : 'failed', error: answer.error };
  }

  /** @returns a function that ends the watch */
  #watchLimits({ timeLimitSeconds: seconds, memoryLimitBytes: limitBytes }: JobOptions): () => void {
    const timer =
      seconds !== undefined &&
      setTimeout(
        () => void this.stop({ status: 'timed-out', seconds }),
        Math.min(seconds * 1000, longestTimerMs),
      );
    const memoryTimer =
      limitBytes !== undefined && setInterval(() => void this.#checkMemory(limitBytes), memoryCheckMs);
    return () => {
      if (timer) clearTimeout(timer);
      if (memoryTimer) clearInterval(memoryTimer);
    };
  }

  async #checkMemory(limitBytes: number): Promise<void> {
    const { pid } = this.#process;
    const used = pid === undefined ? undefined : await residentBytes(pid);
    if (used !== undefined && used > limitBytes)
      await this.stop({ status: 'out-of-memory', limitBytes }, 'SIGKILL');
  }
}
