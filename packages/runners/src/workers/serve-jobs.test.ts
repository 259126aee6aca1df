import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fixturePath, isRunning, waitUntil } from '../testing/fixture-programs.ts';
import { serveJobs } from './serve-jobs.ts';

// Starting a process takes long on a busy machine.
import.meta.jest.setTimeout(20_000);

test('a process without a channel is told so', () => {
  const send = process.send;
  delete process.send;
  expect(() => serveJobs(async () => undefined)).toThrow('Expected a channel to the parent');
  if (send !== undefined) process.send = send;
});

async function startParent(worker: string, job: object): Promise<{ parent: ChildProcess; pid: number }> {
  const program = fixturePath('parent.mjs');
  const args = ['--import', 'tsx', program, fixturePath(worker), JSON.stringify(job)];
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [firstOutput] = (await once(parent.stdout, 'data')) as [Buffer];
  const { pid } = JSON.parse(firstOutput.toString().split('\n')[0] ?? '') as { pid: number };
  expect(await isRunning(pid)).toBe(true);
  return { parent, pid };
}

test.each([
  ['waits', { reportPid: true, wait: 60_000 }],
  ['computes and never yields', { spin: true }],
])('a worker that %s ends when its parent is killed', async (_, job) => {
  const { parent, pid } = await startParent('echo-worker.mjs', job);
  parent.kill('SIGKILL');
  await waitUntil(async () => !(await isRunning(pid)));
});

test('a worker that is stopped, and would not hear SIGTERM, ends when its parent exits', async () => {
  const { parent, pid } = await startParent('mute.mjs', { stops: true, ignoresSigterm: true });
  parent.kill('SIGTERM');
  await waitUntil(async () => !(await isRunning(pid)));
});
