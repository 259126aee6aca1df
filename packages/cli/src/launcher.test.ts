import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../bin/lamella.mjs', import.meta.url));

function lamella(...args: string[]): SpawnSyncReturns<string> & { seconds: number } {
  const started = performance.now();
  const result = spawnSync(process.execPath, [LAUNCHER, ...args], { encoding: 'utf8' });
  return { ...result, seconds: (performance.now() - started) / 1000 };
}

test('help comes at once, without the engine', () => {
  const runs = [1, 2, 3, 4].map(() => lamella('--help')); // the first makes the bundle if sources have changed
  for (const { stdout, stderr, status } of runs) {
    expect(stdout).toMatch(/^Usage: lamella /);
    expect([stderr, status]).toEqual(['', 0]);
  }
  expect(Math.min(...runs.map(({ seconds }) => seconds))).toBeLessThan(0.5);
});

test('a mistake is told in a sentence, without a stack', () => {
  const { stderr, status } = lamella('docter');
  expect(stderr).toMatch(/docter/);
  expect(stderr).toMatch(/doctor/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).not.toBe(0);
});

test('doctor runs its self-test', () => {
  const { stdout, stderr, status } = lamella('doctor');
  expect(stdout).toMatch(/self-test: gradient +passed/);
  expect([stderr, status]).toEqual(['', 0]);
});
