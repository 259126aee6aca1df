import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../bin/lamella.mjs', import.meta.url));

/** Told on standard error when a native library, such as the engine's, is loaded. */
const TOLD = 'loads a native library';
const teller = `const { dlopen } = process;
process.dlopen = (...args) => (console.error(${JSON.stringify(TOLD)}), dlopen.apply(process, args));`;

function lamella(...args: string[]): SpawnSyncReturns<string> {
  const preload = `data:text/javascript,${encodeURIComponent(teller)}`;
  return spawnSync(process.execPath, ['--import', preload, LAUNCHER, ...args], { encoding: 'utf8' });
}

test('help comes without the engine', () => {
  const { stdout, stderr, status } = lamella('--help');
  expect(stdout).toMatch(/^Usage: lamella /);
  expect([stderr, status]).toEqual(['', 0]);
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
  expect([stderr.replaceAll(`${TOLD}\n`, ''), status]).toEqual(['', 0]);
  expect(stderr).toContain(TOLD);
});
