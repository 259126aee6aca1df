import { spawn } from 'node:child_process';
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

test.each([
  ['waits', { reportPid: true, wait: 60_000 }],
  ['computes and never yields', { spin: true }],
])('a worker that %s ends when its parent is killed', async (_, job) => {
  const args = [
    '--import',
    'tsx',
    fixturePath('parent.mjs'),
    fixturePath('echo-worker.mjs'),
    JSON.stringify(job),
  ];
  const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [firstOutput] = (await once(parent.stdout, 'data')) as [Buffer];
  const { pid } = JSON.parse(firstOutput.toString().split('\n')[0] ?? '') as { pid: number };
  expect(await isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await waitUntil(async () => !(await isRunning(pid)));
});
