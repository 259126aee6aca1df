import { execa, type ResultPromise } from 'execa';
import type { ProcessEnd } from './classify-end.ts';

/** How to start a worker: a program that calls `serveJobs`. */
export interface WorkerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export type WorkerProcess = ResultPromise<ReturnType<typeof processOptions>>;

/**
 * Starts a worker's process, with a channel for messages that are structured clones.
 *
 * @param graceMs the time between SIGTERM and SIGKILL when it is killed
 */
export function startProcess(command: WorkerCommand, graceMs: number): WorkerProcess {
  const subprocess = execa(command.file, command.args, processOptions(command, graceMs));
  if (living.size === 0) process.on('exit', killLiving);
  living.add(subprocess);
  void subprocess.finally(() => {
    living.delete(subprocess);
    if (living.size === 0) process.off('exit', killLiving);
  });
  return subprocess;
}

const living = new Set<WorkerProcess>();

/** Where this process ends before its workers, they end with it: one that is stopped or hangs would not hear a softer signal. */
function killLiving(): void {
  for (const subprocess of living) subprocess.kill('SIGKILL');
}

function processOptions({ cwd, env }: WorkerCommand, graceMs: number) {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    // What is read back is text, but Nx sets FORCE_COLOR for its tasks.
    env: { ...env, FORCE_COLOR: '0' },
    ipc: true,
    serialization: 'advanced',
    cleanup: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    forceKillAfterDelay: graceMs,
  } as const;
}

/** How a process ended, once it has and all that it wrote and sent has been read. */
export function whenEnded(subprocess: WorkerProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const end = (exitCode: number | null, signal: string | null): void => {
      if (subprocess.pid !== undefined)
        resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    };
    subprocess.once('close', end);
    // A program that the worker started may hold its output open long after the worker's own end.
    subprocess.once('exit', (exitCode, signal) => setTimeout(end, 1000, exitCode, signal));
    void subprocess.then(({ shortMessage }) => {
      if (subprocess.pid === undefined) resolve({ startProblem: shortMessage ?? 'no process' });
    });
  });
}
