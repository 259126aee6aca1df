import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackages } from '../packages/build-packages.ts';
import { installOutside } from './install-outside.ts';
import { readmePrograms } from './readme-programs.ts';

const TRIAL =
  'lamella run mini.yaml --no-figures --tasks cola --methods cka --seeds 1 ' +
  '--set sweep.layers=[2] --set rows.train=64 --set training.epochs=1 --set importance.samples=64';

const COMPILE = 'types.mts --noEmit --strict --module nodenext --target es2023 --skipLibCheck --types node';

/**
 * Packs every package, installs them in an empty folder outside of the workspace, and runs there, in plain Node: a program whose
 * output has to be that of the same program on the workspace's sources, the examples of the READMEs, and a trial.
 *
 * @returns what failed; nothing, with the reason said, where npm can't reach its registry
 */
export function useOutside(root: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-outside-'));
  try {
    const skipped = installOutside(root, buildPackages(root, join(root, 'dist')), folder);
    if (skipped === undefined) return runOutside(root, folder);
    console.log(`Use outside of the workspace: skipped, ${skipped}`);
    return [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runOutside(root: string, folder: string): string[] {
  const run = (what: string, command: readonly string[]): string | undefined =>
    execute(folder, what, command);
  if (run('the set-up of the engine', ['npx', 'lamella-engine-setup']) === undefined)
    return ['the set-up of the engine outside'];
  const failed: string[] = [];
  const sources = ['node', '--import', 'tsx', 'tools/outside/program.mjs', 'fixtures/llama'];
  const expected = execute(root, 'the program in the workspace', sources);
  const found = run('the program', ['node', 'program.mjs', 'llama']);
  console.log(`The program outside of the workspace: ${found?.slice(0, 200)}…`);
  if (found === undefined || found !== expected) failed.push('the same output outside of the workspace');
  const compile = [join(root, 'node_modules/.bin/tsc'), ...COMPILE.split(' ')];
  if (run('the declarations', compile) === undefined) failed.push('declarations outside');
  for (const [name, text] of readmePrograms(join(root, 'packages'))) {
    writeFileSync(join(folder, `${name}.mjs`), text);
    if (run(`${name}'s README`, ['node', `${name}.mjs`]) === undefined) failed.push(`${name}'s README`);
  }
  if (run('a trial', ['npx', ...TRIAL.split(' ')]) === undefined) failed.push('a trial outside');
  return failed;
}

/** @returns what a command printed; undefined, with all of it shown, if it failed */
function execute(cwd: string, what: string, [program = '', ...args]: readonly string[]): string | undefined {
  // As a user's shell: nothing of npm's or Nx's around this process.
  const { PATH, HOME, XDG_CACHE_HOME, LAMELLA_DEVICE, LAMELLA_TENSORFLOW_DIR } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME, LAMELLA_DEVICE, LAMELLA_TENSORFLOW_DIR };
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${what}: ${status === 0 ? 'passed' : 'FAILED'}, ${seconds} s`);
  if (status === 0) return stdout;
  console.log(stdout + stderr);
  return undefined;
}
