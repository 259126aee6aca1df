import { execFileSync } from 'node:child_process';
import { startClock } from './clock.ts';

test('the time of processes that were started counts', () => {
  const elapsed = startClock();
  execFileSync(process.execPath, [
    '-e',
    'const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end);',
  ]);
  const { clock, processor } = elapsed();
  expect(clock).toBeGreaterThan(0);
  expect(processor).toBeGreaterThan(0.2);
});
