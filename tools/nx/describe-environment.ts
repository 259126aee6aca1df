import { spawnSync } from 'node:child_process';
import { bindingFolder, readStamp } from '@lamella/engine/environment';

/** Prints a Python's version and packages without importing any of them. */
const LIST = `
import importlib.metadata as m, sys
print(sys.version, *sorted(f"{d.metadata['Name']}=={d.version}" for d in m.distributions()))
`;

/** The variables that name Pythons for tests. */
const PYTHONS = ['LAMELLA_PYTHON', 'LAMELLA_PYTHON_NEWEST'] as const;

/**
 * The environment that tests depend on besides the files of the workspace: the engine that is set up, and the Pythons with their packages.
 * A part of the key under which Nx keeps the results of tests.
 *
 * @returns one line per part
 */
export function describeEnvironment(environment: NodeJS.ProcessEnv = process.env): string {
  const { LAMELLA_DEVICE: device, LAMELLA_TENSORFLOW_DIR: own } = environment;
  const engine = { key: readStamp(bindingFolder())?.key, device, own };
  const pythons = PYTHONS.map((name) => `${name} ${describePython(environment[name] ?? 'python3')}`);
  return [`engine ${JSON.stringify(engine)}`, ...pythons].join('\n');
}

function describePython(program: string): string {
  const { status, stdout } = spawnSync(program, ['-c', LIST], { encoding: 'utf8' });
  return status === 0 ? `${program} ${stdout.trim()}` : `${program} does not start`;
}
