import { fileURLToPath } from 'node:url';
import { messageOf, UserError } from '@lamella/core';
import { execa } from 'execa';
import type { Judgement, JudgementVerdict, JudgeRequest } from './judgement.ts';

const VERDICTS: readonly JudgementVerdict[] = ['passed', 'failed', 'timed out', 'out of memory', 'refused'];
const LAUNCHER_FOLDER = fileURLToPath(new URL('python', import.meta.url));
/** The folder is on Python's path for no longer than the start: a program in the jail sees `sys`. */
const START =
  'import sys; sys.path[0] = sys.argv.pop(1); import launch; del sys.path[0]; launch.main(launch.prepare())';
/** Far more than a model writes; compiling more takes longer than judging. */
const MAX_PROGRAM_BYTES = 2 ** 20;
const CHECK_MEMORY_BYTES = 2 ** 30;
/** For starting Python and making the jails on a busy machine; the launcher keeps the time limit itself. */
const GRACE_MS = 30_000;

/**
 * The Python command that judges a program. Without site packages and byte code; `main` reads the limits from the
 * last argument.
 */
export function launcherCommand(limits: {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
}): string[] {
  const { timeoutMs, memoryBytes } = limits;
  const cpuSeconds = Math.ceil(timeoutMs / 1000);
  const told = {
    seconds: timeoutMs / 1000,
    program: { memoryBytes, cpuSeconds },
    check: { memoryBytes: CHECK_MEMORY_BYTES, cpuSeconds },
  };
  return ['-S', '-s', '-B', '-c', START, LAUNCHER_FOLDER, JSON.stringify(told)];
}

/** Sets of texts have one order in every run. */
export const LAUNCHER_ENVIRONMENT = { PYTHONHASHSEED: '0' };

/**
 * Judges one program in jails of its own.
 *
 * @param python the path of Python itself, not of a script that starts it
 * @throws UserError where no jail could be made, and for a check that is no Python; a program can't bring that about
 */
export async function runLauncher(python: string, request: JudgeRequest): Promise<Judgement> {
  const { program, check, timeoutMs = 10_000, memoryBytes = 512 * 2 ** 20 } = request;
  const programBytes = Buffer.byteLength(program);
  if (programBytes > MAX_PROGRAM_BYTES) {
    return {
      verdict: 'failed',
      detail: `a program of ${programBytes} bytes, more than ${MAX_PROGRAM_BYTES}`,
    };
  }
  const { stdout, stderr } = await execa(python, launcherCommand({ timeoutMs, memoryBytes }), {
    input: JSON.stringify({ program, check }),
    env: LAUNCHER_ENVIRONMENT,
    extendEnv: false,
    cwd: '/',
    reject: false,
    timeout: timeoutMs + GRACE_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 20,
  });
  return parseJudgement(stdout ?? '', stderr ?? '');
}

const INVALID_CHECK = 'invalid check';

/** The launcher's one line of output. */
export function parseJudgement(stdout: string, stderr: string): Judgement {
  const { verdict, detail } = parseOutput(stdout, stderr);
  if (verdict === INVALID_CHECK) throw new UserError(`Expected a check that is Python, got ${detail}.`);
  return { verdict, detail };
}

interface Output {
  readonly verdict: JudgementVerdict | typeof INVALID_CHECK;
  readonly detail: string;
}

function parseOutput(stdout: string, stderr: string): Output {
  try {
    const { verdict, detail } = JSON.parse(stdout) as Output;
    if ([...VERDICTS, INVALID_CHECK].includes(verdict) && typeof detail === 'string')
      return { verdict, detail };
    throw new Error(`unknown verdict ${verdict}`);
  } catch (cause) {
    const reason = stderr.trim().split('\n').at(-1) || messageOf(cause);
    throw new UserError(`Expected a judgement from the sandbox's launcher, it failed: ${reason}`, { cause });
  }
}
