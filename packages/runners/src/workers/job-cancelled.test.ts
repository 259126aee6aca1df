import { fixtureCommand, isRunning, waitUntil } from '../testing/fixture-programs.ts';
import { withTermination } from './job-cancelled.ts';
import { WorkerPool } from './worker-pool.ts';

// Starting a process takes long on a busy machine.
import.meta.jest.setTimeout(20_000);

const pools: WorkerPool[] = [];
const open = (): WorkerPool => {
  const pool = new WorkerPool({ command: fixtureCommand('echo-worker.mjs', { tsx: true }) });
  pools.push(pool);
  return pool;
};
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.cancel())));

const putAway = { putAway: true };

test('a worker that SIGTERM reaches ends its job, which is cancelled, and itself', async () => {
  const pool = open();
  let pid = 0;
  const outcome = pool.run(putAway, { onEvent: (event) => ({ pid } = event as { pid: number }) });
  await waitUntil(() => pid > 0);
  process.kill(pid, 'SIGTERM');
  expect(await outcome).toMatchObject({ status: 'cancelled' });
  expect(await pool.run({})).toMatchObject({ status: 'done', value: { jobs: 1 } });
  expect(await isRunning(pid)).toBe(false);
});

test('a job that is ended by its time limit has timed out, whatever it puts away', async () => {
  const pool = open();
  await pool.run({});
  expect(await pool.run(putAway, { timeLimitSeconds: 0.1 })).toMatchObject({
    status: 'timed-out',
    passedLimit: { kind: 'time' },
  });
});

test('signals end the process again after what could be asked to end', async () => {
  const before = process.listenerCount('SIGTERM');
  const isAborted = await withTermination(async (signal) => {
    process.emit('SIGTERM');
    return Promise.resolve(signal.aborted);
  });
  expect(isAborted).toBe(true);
  await expect(withTermination(() => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
