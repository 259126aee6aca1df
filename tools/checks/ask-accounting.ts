/**
 * Asks the accounting of a real Slurm, with slurmdbd, for jobs that the queue has forgotten, and compares what it says with how they
 * ended. Ends with status 1 if a job is told otherwise.
 *
 *     node --import tsx tools/checks/ask-accounting.ts
 *
 * It needs root on Linux, and Debian's packages, which it installs: see packages/study/src/testing/slurm/start.sh.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { slurm } from '@lamella/runners';
import { slurmOrReason } from '@lamella/study/testing';

Object.assign(process.env, { MIN_JOB_AGE: '2' });
const { slurm: cluster, reason } = slurmOrReason({ hasAccounting: true });
if (cluster === undefined) throw new Error(reason);

const ask = (file: string, ...args: string[]): string =>
  execFileSync(file, args, { encoding: 'utf8' }).trim();
const submit = (script: string, ...options: string[]): string =>
  ask('sbatch', '--parsable', '--mem=50', '--output=/dev/null', ...options, `--wrap=${script}`);

const array = submit('exit $SLURM_ARRAY_TASK_ID', '--array=0-1');
const cancelled = submit('sleep 600');
const late = submit('sleep 600', '--time=1');
await delay(3000);
await slurm.cancel([cancelled]);
const expected = new Map([
  [`${array}_0`, 'COMPLETED'],
  [`${array}_1`, 'FAILED'],
  [cancelled, 'CANCELLED'],
  [late, 'TIMEOUT'],
]);
const ids = [...expected.keys()];
const end = Date.now() + 300_000;
while ((await slurm.list()).some(({ id }) => expected.has(id)) && Date.now() < end) await delay(1000);

const known = await slurm.list();
const recalled = await slurm.recall(ids);
cluster.stop();
for (const [id, state] of expected) {
  const job = recalled.find((found) => found.id === id);
  const isForgotten = !known.some((found) => found.id === id);
  const isRight = isForgotten && job?.state === state && job.phase === 'ended';
  console.log(
    `${id}: expected ${state}, got ${job?.state ?? 'nothing'}${isForgotten ? '' : ' (still in the queue)'}`,
  );
  if (!isRight) process.exitCode = 1;
}
