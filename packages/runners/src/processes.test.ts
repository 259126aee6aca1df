import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { countMemoryKills, cpuSeconds, parseCpuTime, processStartTime, residentBytes } from './processes.ts';

test('the start tells processes apart, and is gone with them', async () => {
  const own = await processStartTime(process.pid);
  expect(own).toBeDefined();
  expect(await processStartTime(process.pid)).toBe(own);
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const pid = child.pid ?? 0;
  expect(await processStartTime(pid)).not.toBe(own);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await processStartTime(pid)).toBeUndefined();
  expect(await residentBytes(pid)).toBeUndefined();
});

test('the memory of a process', async () => {
  const bytes = (await residentBytes(process.pid)) ?? 0;
  expect(bytes / process.memoryUsage.rss()).toBeGreaterThan(0.5);
  expect(bytes / process.memoryUsage.rss()).toBeLessThan(2);
});

test('the processor time of a process grows with what it computes', async () => {
  const before = (await cpuSeconds(process.pid)) ?? NaN;
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < 300_000);
  const after = (await cpuSeconds(process.pid)) ?? NaN;
  expect(after - before).toBeGreaterThan(0.2);
  expect(await cpuSeconds(2 ** 22)).toBeUndefined();
});

test.each([
  ['0:01.23', 1.23],
  ['12:05.00', 725],
  ['1:00:00', 3600],
  ['2-03:00:05', 183_605],
  [undefined, undefined],
])('ps writes %p', (text, seconds) => {
  expect(parseCpuTime(text)).toBe(seconds);
});

test('the kernel’s count is a number', async () => {
  expect(await countMemoryKills()).toBeGreaterThanOrEqual(0);
});
