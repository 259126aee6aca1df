import { warn } from '@lamella/core';
import { writeFileAtomically } from '@lamella/files';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeReport } from './make-report.ts';
import { generator } from './page/make-page.ts';
import type { ReportedRun } from './reported-run.ts';

/** The name of a run's report, in its folder. */
export const reportFile = 'report.html';

/**
 * Writes the report of a run into its folder.
 *
 * @returns its path; undefined if it could not be made, which is warned of: the run's results are there all the same
 */
export async function keepReport(run: ReportedRun): Promise<string | undefined> {
  const path = join(run.folder, reportFile);
  try {
    await writeFileAtomically(path, makeReport([run]));
    return path;
  } catch (error) {
    warn(`No report of this run: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Removes the report of a run, unless its file is one that Lamella did not write. */
export async function removeReport(folder: string): Promise<void> {
  const path = join(folder, reportFile);
  if (existsSync(path) && (await readFile(path, 'utf8')).includes(generator)) await rm(path);
}
