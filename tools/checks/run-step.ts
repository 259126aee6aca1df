import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/**
 * Runs a command line (words between single spaces, the program from node_modules/.bin or the PATH) with its
 * output shown.
 *
 * @returns whether it succeeded
 */
export function runStep(root: string, command: string): boolean {
  const [program = '', ...args] = command.split(' ');
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  return status === 0;
}
