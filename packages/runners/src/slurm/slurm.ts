import { cut, UserError } from '@lamella/core';
import { execa } from 'execa';
import {
  parseMaxArraySize,
  parseSacct,
  parseScontrol,
  parseSqueue,
  sacctColumns,
  squeueColumns,
} from './parse-jobs.ts';
import type { SlurmJob } from './slurm-job.ts';

/** What is asked of a cluster. */
export interface Slurm {
  /** Tasks that an array may have. */
  maxArraySize(): Promise<number>;
  /**
   * Submits a job script.
   *
   * @param folder that the script's relative paths start from
   * @returns the job's id
   * @throws UserError with what sbatch says, if it refuses
   */
  submit(script: string, folder: string): Promise<string>;
  /**
   * This user's jobs: those that are in the queue, and those that have ended in the last minutes.
   *
   * @throws UserError if Slurm doesn't answer
   */
  list(): Promise<SlurmJob[]>;
  /** What accounting, or else the controller, still knows of jobs that the queue has forgotten; nothing where both are silent. */
  recall(ids: readonly string[]): Promise<SlurmJob[]>;
  /** Ends jobs, or takes them out of the queue. Those that have ended are left alone. */
  cancel(ids: readonly string[]): Promise<void>;
}

/** Slurm gives no answer: what was asked may have been done or not. */
export class SlurmSilence extends UserError {
  override readonly name = 'SlurmSilence';
}

/** A command that hangs, as with a controller that is away, is given up. */
const timeoutMs = 60_000;

/** Ids of one command line. */
const maxIds = 500;

/** The cluster that this machine's Slurm commands talk to. */
export const slurm: Slurm = {
  async maxArraySize() {
    return parseMaxArraySize(await ask('scontrol', ['show', 'config'])) ?? 1;
  },

  async submit(script, folder) {
    const answer = await ask('sbatch', ['--parsable', script], folder);
    // Where there are several clusters, the name of one follows.
    const [id = ''] = answer.trim().split(';');
    if (/^\d+$/.test(id)) return id;
    throw new UserError(`Expected the id of a job from sbatch, got "${answer.trim()}".`);
  },

  async list() {
    const options = ['--me', '--array', '--states=all', '--noheader', `--Format=${squeueColumns}`];
    return parseSqueue(await ask('squeue', options));
  },

  async recall(ids) {
    const found: SlurmJob[] = [];
    for (const some of cut(ids, maxIds)) {
      const options = ['--parsable2', '--noheader', '--allocations', `--format=${sacctColumns}`];
      const accounted = await askSoftly('sacct', [...options, `--jobs=${some.join(',')}`]);
      found.push(...parseSacct(accounted ?? ''));
      if (accounted !== undefined) continue;
      for (const id of some)
        found.push(...parseScontrol((await askSoftly('scontrol', ['show', 'job', '--oneliner', id])) ?? ''));
    }
    return found;
  },

  async cancel(ids) {
    for (const some of cut(ids, maxIds)) await ask('scancel', some);
  },
};

async function ask(file: string, args: readonly string[], cwd?: string): Promise<string> {
  const result = await execa(file, args, { reject: false, timeout: timeoutMs, ...(cwd && { cwd }) });
  if (!result.failed) return result.stdout ?? '';
  if (result.code === 'ENOENT')
    throw new UserError(
      `Expected Slurm on this machine, got no ${file}: run this on a machine that jobs are submitted from, or with --runner local.`,
      { exitCode: 2 },
    );
  const said = result.stderr?.trim() || `exit code ${result.exitCode}`;
  const isSilent = result.timedOut || /unable to contact|connect failure|timed? out/i.test(said);
  throw new (isSilent ? SlurmSilence : UserError)(`Expected ${file} to succeed, got: ${said}`);
}

async function askSoftly(file: string, args: readonly string[]): Promise<string | undefined> {
  const result = await execa(file, args, { reject: false, timeout: timeoutMs });
  return result.failed ? undefined : (result.stdout ?? '');
}
