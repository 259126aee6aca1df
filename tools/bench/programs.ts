import { execFileSync } from 'node:child_process';

/** The command line, from the workspace's root. */
export const LAUNCHER = 'packages/cli/bin/lamella.mjs';

/** What `lamella` prints; its errors and progress go to the terminal. @throws if it fails */
export function runLamella(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync(process.execPath, [LAUNCHER, ...args], {
    encoding: 'utf8',
    maxBuffer: Infinity,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
}

/** The JSON in the last line that a program has printed, which is the result of a benchmark. */
export function readResult(output: string): unknown {
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}
