import { UserError } from '@lamella/core';
import { runProgram } from './run-program.ts';

const CANDIDATES = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9'];

/** Prints the version, then whether pip can be imported. */
const PROBE =
  'import sys, importlib.util as u; print(*sys.version_info[:2], int(u.find_spec("pip") is not None))';

/**
 * The first Python on the PATH that is 3.9 or newer and has pip.
 *
 * @throws UserError that lists what was found instead
 */
export async function findPython(candidates: readonly string[] = CANDIDATES): Promise<string> {
  const unsuitable: string[] = [];
  for (const python of candidates) {
    const [major, minor, hasPip] = await probe(python);
    if (major === undefined || minor === undefined) continue;
    if (major !== 3 || minor < 9) unsuitable.push(`${python} is ${major}.${minor}`);
    else if (hasPip !== 1) unsuitable.push(`${python} (${major}.${minor}) has no pip`);
    else return python;
  }
  const found = unsuitable.length > 0 ? unsuitable.join(', ') : 'none on the PATH';
  throw new UserError(
    `Expected Python 3.9 or newer with pip, which fetches TensorFlow's libraries; got ${found}. ` +
      'Install both (on Debian or Ubuntu: apt install python3 python3-pip) and run this again.',
  );
}

async function probe(python: string): Promise<number[]> {
  const result = await runProgram(python, ['-c', PROBE]);
  return result?.exitCode === 0 ? result.stdout.trim().split(' ').map(Number) : [];
}
