import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs a program of node_modules/.bin, or any other, with its output shown.
 *
 * @returns whether it succeeded
 */
export function runStep(root: string, program: string, args: readonly string[]): boolean {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(':');
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  return status === 0;
}
