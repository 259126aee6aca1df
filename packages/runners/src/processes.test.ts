import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { countMemoryKills, processStartTime, residentBytes } from './processes.ts';

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

test('the kernel’s count is a number', async () => {
  expect(await countMemoryKills()).toBeGreaterThanOrEqual(0);
});
