import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { processStartTime } from '../processes.ts';

/** The process that a claim belongs to, as the claim's file names it. */
export interface Owner {
  readonly pid: number;
  /** See `processStartTime`: tells the owner from a later process with the same id. */
  readonly startTime: string | undefined;
  readonly host: string;
  /** Where its process ids are counted: the machine since its start, and the container. Absent in files of earlier versions. */
  readonly place?: string | undefined;
  readonly command: string;
  /** When the claim was taken, ISO 8601; for people. */
  readonly since: string;
  /** The claim's own, so that none is taken for another. Absent in files of earlier versions, which have no beat. */
  readonly token?: string | undefined;
  /** The start of a Slurm job that the process belongs to. */
  readonly turn?: SlurmTurn | undefined;
}

/** One of the starts of a Slurm job, which runs again after a preemption or the failure of its node. */
interface SlurmTurn {
  readonly cluster: string;
  readonly job: string;
  /** Starts before this one. */
  readonly restarts: number;
}

/** Digits of a beat, so that the length of a file doesn't change. */
const beatDigits = 12;

/** This process, as the owner of a new claim. */
export async function newOwner(): Promise<Owner & { readonly token: string }> {
  const turn = slurmTurn();
  return {
    pid: process.pid,
    startTime: await processStartTime(process.pid),
    host: hostname(),
    place: await processPlace(),
    command: process.argv.slice(1).join(' '),
    since: new Date().toISOString(),
    token: randomUUID(),
    ...(turn && { turn }),
  };
}

/** The content of a claim's file; with every beat it has the same length. */
export function formatOwner(owner: Owner, beat: number): string {
  return JSON.stringify({ ...owner, beat: String(beat).padStart(beatDigits, '0') });
}

/** Reads what {@link formatOwner} wrote, or an earlier version; undefined for anything else. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner> | null;
    const { pid, startTime, host, place, command, since, token, turn } = value ?? {};
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof command !== 'string') return undefined;
    return { pid, startTime, host, place, command, since: String(since), token, ...(turn && { turn }) };
  } catch {
    return undefined;
  }
}

/** Whether an owner's process runs; `unknown` if it can't be seen from here. Of a Slurm job no earlier start runs any longer. */
export async function lookAtOwner(owner: Owner): Promise<'runs' | 'ended' | 'unknown'> {
  if (isEarlierTurn(owner.turn)) return 'ended';
  const { pid, startTime, host, place } = owner;
  if (host !== hostname() || (place !== undefined && place !== (await processPlace()))) return 'unknown';
  const found = await processStartTime(pid);
  if (found === undefined && isHidden(pid)) return 'unknown';
  return found === startTime ? 'runs' : 'ended';
}

/** Whether there is a process of another user: machines with many users may not show those (`hidepid` of Linux). */
function isHidden(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** An owner in words: `process 7 on host`; the host is left out if it is this one. */
export function describeOwner({ pid, host }: Pick<Owner, 'pid' | 'host'>): string {
  return `process ${pid}${host === hostname() ? '' : ` on ${host}`}`;
}

function slurmTurn(env = process.env): SlurmTurn | undefined {
  const { SLURM_JOB_ID: job, SLURM_CLUSTER_NAME: cluster = '', SLURM_RESTART_COUNT: restarts } = env;
  return job === undefined ? undefined : { cluster, job, restarts: Number(restarts ?? 0) };
}

function isEarlierTurn(turn: SlurmTurn | undefined): boolean {
  const own = slurmTurn();
  if (turn === undefined || own === undefined) return false;
  return turn.cluster === own.cluster && turn.job === own.job && turn.restarts < own.restarts;
}

/** Names what a process id is unique in; undefined where the system doesn't tell, and ids are the host's. */
async function processPlace(): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}
