import { spawnSync } from 'node:child_process';

/** A Python with the packages that tests compare with, of one generation. */
export interface Python {
  /** `pinned`: what the reference values were made with; `newest`: what pip offered when it was last looked at. */
  readonly generation: 'pinned' | 'newest';
  /** The program, as the generation's variable names it. */
  readonly program: string;
}

/** The variables that name the programs; tools/checks/set-up-python.sh makes both. */
const VARIABLES = { pinned: 'LAMELLA_PYTHON', newest: 'LAMELLA_PYTHON_NEWEST' } as const;

/**
 * Describes tests once per generation of Python. Where a generation lacks a module, or isn't there, its tests are
 * skipped, with the reason in the title and on stderr.
 *
 * @param modules what the tests import, such as `torch`
 */
export function describeWithPythons(
  title: string,
  modules: readonly string[],
  tests: (python: Python) => void,
): void {
  for (const generation of ['pinned', 'newest'] as const) {
    const program = process.env[VARIABLES[generation]] ?? (generation === 'pinned' ? 'python3' : '');
    const reason = whyNoPython(program, modules);
    const name = `${title}, ${generation} Python`;
    if (reason === undefined) {
      describe(name, () => tests({ generation, program }));
    } else {
      const why = `${reason} (${VARIABLES[generation]} names another)`;
      console.warn(`Skipped: ${name}: ${why}.`);
      describe.skip(`${name}: ${why}`, () => tests({ generation, program }));
    }
  }
}

/**
 * Why a Python can't be asked; undefined if it can. Modules are looked up, not imported, which would take seconds.
 *
 * @param program a path, or a name on the PATH; empty if no variable names one
 */
export function whyNoPython(program: string, modules: readonly string[]): string | undefined {
  if (program === '') return 'none is named';
  const look = 'import importlib.util as u, sys; print(*(m for m in sys.argv[1:] if not u.find_spec(m)))';
  const { status, stdout } = spawnSync(program, ['-c', look, ...modules], { encoding: 'utf8' });
  if (status !== 0) return `${program} is not there, or doesn’t start`;
  return stdout.trim() === '' ? undefined : `${program} lacks ${stdout.trim().replaceAll(' ', ', ')}`;
}

/**
 * Runs a script on one thread, away from the hub.
 *
 * @returns what it prints on stdout
 * @throws Error with its stderr if it fails
 */
export function runPython({ program }: Pick<Python, 'program'>, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '1' },
  });
  if (status !== 0)
    throw new Error(`Expected ${program} ${args.join(' ')} to end well, got ${error?.message ?? stderr}`);
  return stdout;
}
