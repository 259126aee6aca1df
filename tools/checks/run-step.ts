import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/**
 * Runs a command line (words between single spaces, the program from node_modules/.bin or the PATH) with its
 * output shown.
 *
 * @param variables of the environment, besides those of this process
 * @returns whether it succeeded
 */
export function runStep(root: string, command: string, variables: NodeJS.ProcessEnv = {}): boolean {
  const [program = '', ...args] = command.split(' ');
  const environment = { ...process.env, ...variables };
  const path = [join(root, 'node_modules', '.bin'), environment['PATH']].join(delimiter);
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...environment, PATH: path },
  });
  return status === 0;
}
