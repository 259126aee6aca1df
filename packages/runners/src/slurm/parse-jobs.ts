import { phaseOf, type SlurmJob } from './slurm-job.ts';

/** The columns of `squeue --Format` that {@link parseSqueue} reads, each followed by a bar. */
export const squeueColumns = ['JobArrayID', 'State', 'Reason', 'RestartCnt', 'Comment']
  .map((column) => `${column}:|`)
  .join(',');

/** Jobs of `squeue --array --noheader --Format` with {@link squeueColumns}. */
export function parseSqueue(text: string): SlurmJob[] {
  return linesOf(text).flatMap((line) => {
    const [id = '', state = '', reason = '', restarts = '', comment = ''] = line.split('|');
    if (!isJobId(id)) return [];
    return [
      {
        ...{ id, state, phase: phaseOf(state), restarts: Number(restarts) || 0 },
        ...(reason !== 'None' && { reason }),
        ...(comment !== '(null)' && { comment }),
      },
    ];
  });
}

/** The columns of `sacct --format` that {@link parseSacct} reads. */
export const sacctColumns = 'JobID,State,Reason';

/** Jobs of `sacct --parsable2 --noheader --allocations` with {@link sacctColumns}. */
export function parseSacct(text: string): SlurmJob[] {
  return linesOf(text).flatMap((line) => {
    const [id = '', words = '', reason = ''] = line.split('|');
    // Whoever cancelled is a part of it: `CANCELLED by 1000`.
    const [state = ''] = words.split(' ');
    if (!isJobId(id)) return [];
    return [{ id, state, phase: phaseOf(state), ...(reason !== '' && reason !== 'None' && { reason }) }];
  });
}

/** Jobs of `scontrol show job --oneliner`. */
export function parseScontrol(text: string): SlurmJob[] {
  return linesOf(text).flatMap((line) => {
    const field = (name: string): string | undefined => new RegExp(`(?:^|\\s)${name}=(\\S*)`).exec(line)?.[1];
    const [job, task, state, reason] = ['JobId', 'ArrayTaskId', 'JobState', 'Reason'].map(field);
    const array = field('ArrayJobId');
    const id = array === undefined ? job : `${array}_${task}`;
    if (id === undefined || state === undefined || !isJobId(id)) return [];
    return [
      {
        ...{ id, state, phase: phaseOf(state), restarts: Number(field('Restarts') ?? 0) },
        ...(reason !== undefined && reason !== 'None' && { reason }),
      },
    ];
  });
}

/** The number of tasks that an array may have, of `scontrol show config`. */
export function parseMaxArraySize(config: string): number | undefined {
  const text = /^MaxArraySize\s*=\s*(\d+)/m.exec(config)?.[1];
  return text === undefined ? undefined : Number(text);
}

/** A job or one task; tasks that wait together are told as `12_[3-5]` where they aren't asked for one by one. */
function isJobId(text: string): boolean {
  return /^\d+(_\d+)?$/.test(text);
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
