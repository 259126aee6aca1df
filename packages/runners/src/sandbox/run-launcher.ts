import { join } from 'node:path';
import { messageOf, UserError, workspaceRoot } from '@lamella/core';
import { execa } from 'execa';
import type { Judgement, JudgementVerdict, JudgeRequest } from './judgement.ts';

const VERDICTS: readonly JudgementVerdict[] = ['passed', 'failed', 'timed out', 'out of memory', 'refused'];
const LAUNCHER = join(workspaceRoot(), 'packages/runners/src/sandbox/python/launch.py');
const CHECK_MEMORY_BYTES = 2 ** 30;
/** For starting Python and making the jails on a busy machine; the launcher keeps the time limit itself. */
const GRACE_MS = 30_000;

/**
 * Judges one program in jails of its own.
 *
 * @param python the path of Python itself, not of a script that starts it
 * @throws UserError where no jail could be made, and for a check that is no Python; a program can't bring that about
 */
export async function runLauncher(python: string, request: JudgeRequest): Promise<Judgement> {
  const { program, check, timeoutMs = 10_000, memoryBytes = 512 * 2 ** 20 } = request;
  const cpuSeconds = Math.ceil(timeoutMs / 1000);
  const limits = {
    seconds: timeoutMs / 1000,
    program: { memoryBytes, cpuSeconds },
    check: { memoryBytes: CHECK_MEMORY_BYTES, cpuSeconds },
  };
  // Without site packages and byte code; sets of texts have one order in every run.
  const { stdout, stderr } = await execa(python, ['-S', '-s', '-B', LAUNCHER, JSON.stringify(limits)], {
    input: JSON.stringify({ program, check }),
    env: { PYTHONHASHSEED: '0' },
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
  if (verdict === INVALID_CHECK) throw new UserError(`Expected a check that is Python, found: ${detail}.`);
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
