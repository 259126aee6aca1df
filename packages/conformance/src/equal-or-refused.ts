import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type CaseOutcome, unsupportedCase } from './case-result.ts';
import { compareExactly } from './compare.ts';

/** Values by the version of the Python library that gives them. */
export type ByVersion<T> = Readonly<Record<string, T>>;

/**
 * Compares with what Python gave: the same, or refused with the reason, which is listed as not supported. Where releases
 * differ, the newest one counts; where it refuses as well, there is nothing to compare.
 *
 * @param run what is compared; a {@link UserError} refuses
 */
export async function equalOrRefused<T>(
  name: string,
  expected: ByVersion<T>,
  run: () => T | Promise<T>,
): Promise<CaseOutcome> {
  const [version, wanted] = newest(expected);
  try {
    return compareExactly(name, [{ label: version, found: await run(), expected: wanted }]);
  } catch (error) {
    if (error instanceof UserError) return unsupportedCase(name, `refused: ${error.message}`);
    throw error;
  }
}

function newest<T>(expected: ByVersion<T>): [string, T] {
  const entries = Object.entries(expected);
  const [last] = entries.sort(([a], [b]) => b.localeCompare(a, 'en', { numeric: true }));
  if (last === undefined) throw new Error('a case without an expected value');
  return last;
}

/** Runs something on a folder that holds these files, and is gone afterwards. */
export async function withFolder<T>(
  files: Readonly<Record<string, unknown>>,
  run: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-conform-'));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
