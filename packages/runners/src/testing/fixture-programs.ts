import { fileURLToPath } from 'node:url';
import { processStartTime } from '../processes.ts';
import type { WorkerCommand } from '../workers/worker-process.ts';

/** The path of a small program that tests run. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

/** The command that runs such a program. Those that import our sources need `tsx`. */
export function fixtureCommand(
  name: string,
  { tsx = false }: { readonly tsx?: boolean } = {},
): WorkerCommand {
  return { file: process.execPath, args: [...(tsx ? ['--import', 'tsx'] : []), fixturePath(name)] };
}

/** Waits until something holds, and fails if it doesn't within the time. */
export async function waitUntil(holds: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Expected ${holds.toString()} within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process runs. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await processStartTime(pid)) !== undefined;
}
