import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, hashFile } from '@lamella/core';
import { WHEEL_PYTHON, type Wheel } from './release.ts';
import { runProgram } from './run-program.ts';

export interface DownloadOptions {
  readonly python: string;
  /** An empty folder, which is also pip's temporary folder so that only one disk needs the space. */
  readonly folder: string;
  readonly onBytes?: (count: number) => void;
}

/** How often the size of the file that pip writes is looked up. */
const POLL_MS = 500;

/**
 * Fetches one wheel with pip, from wherever the user's pip is configured to fetch from, and checks its hash.
 * A file that does not match is fetched once more past pip's cache.
 *
 * @returns the path of the wheel
 * @throws UserError if pip fails or the file is not the one expected
 */
export async function downloadWheel(wheel: Wheel, options: DownloadOptions): Promise<string> {
  const first = await runPip(wheel, options, []);
  const found = await hashFile(first);
  if (found === wheel.sha256) return first;
  rmSync(first);
  const second = await runPip(wheel, options, ['--no-cache-dir']);
  if ((await hashFile(second)) === wheel.sha256) return second;
  throw new UserError(
    `The download of ${wheel.requirement} is damaged or not the published file: expected SHA-256 ${wheel.sha256}, ` +
      `got ${found}. Try again; if it stays so, the package index that pip uses serves another file.`,
  );
}

async function runPip(wheel: Wheel, options: DownloadOptions, extra: readonly string[]): Promise<string> {
  const { folder, onBytes } = options;
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const before = new Set(readdirSync(folder));
  const timer = setInterval(() => onBytes?.(largestFile(temporary)), POLL_MS);
  const env = { ...process.env, TMPDIR: temporary };
  const result = await runProgram(options.python, [...pipArguments(wheel, folder), ...extra], { env });
  clearInterval(timer);
  if (result?.exitCode !== 0) throw new UserError(pipFailure(wheel, result?.stderr ?? ''));
  const name = readdirSync(folder).find((file) => file.endsWith('.whl') && !before.has(file));
  if (name === undefined)
    throw new UserError(pipFailure(wheel, `pip ended without a new wheel in ${folder}`));
  return join(folder, name);
}

function pipArguments(wheel: Wheel, folder: string): string[] {
  return [
    ...['-m', 'pip', 'download', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps'],
    ...['--only-binary=:all:', '--implementation', 'cp', '--python-version', WHEEL_PYTHON.version],
    ...['--abi', WHEEL_PYTHON.abi, '--abi', 'none', '--platform', wheel.platformTag],
    ...['--dest', folder, wheel.requirement],
  ];
}

function pipFailure(wheel: Wheel, stderr: string): string {
  if (/No space left on device|Errno 28/.test(stderr)) {
    return `The disk filled up while pip fetched ${wheel.requirement}. Free some space and run this again.`;
  }
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => line.startsWith('ERROR:'));
  const said = (errors.length > 0 ? errors : lines).slice(-3).join('\n  ');
  return (
    `pip could not fetch ${wheel.requirement} for ${wheel.platformTag}. pip says:\n  ${said}\n` +
    'Check the network and the configuration of pip (pip config list), then run this again.'
  );
}

/** The size of the largest file anywhere in a folder: while pip downloads, the part that has arrived. */
function largestFile(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sizes = files.map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0);
  return Math.max(0, ...sizes);
}
