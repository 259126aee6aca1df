import { mkdir } from 'node:fs/promises';
import { messageOf, UserError } from '@lamella/core';
import { unpackArchive } from '@lamella/files/archive';
import { ARCHIVE_CONTENT } from './archive-names.ts';
import { checkWithData } from './check-with-data.ts';
import { isOwnData, movedData, readScoredRows } from './data-rows.ts';
import { type ExportedTrial, readExport } from './read-export.ts';
import { type Check, firstDifference, rescore } from './rescore.ts';

/** What was made again of a trial without its model. */
export interface Replayed {
  readonly trial: ExportedTrial;
  /** Scores, groups and counts that were compared. */
  readonly numScores: number;
  /** Labels and grades that were compared with the data; undefined if those are not at hand. */
  readonly numGrades: number | undefined;
  /** Scores whose outputs are not in the archive. */
  readonly open: readonly string[];
  /** The first value that is not what the result says. */
  readonly difference: Check | undefined;
}

/**
 * Makes the scores of an exported trial again, from its archive alone: every file is compared with its hash, and every score with
 * what the predictions and answers give. Where the data are at hand, labels and grades are compared as well.
 *
 * @param scratch an empty folder, in which the archive is unpacked @param data the folder of the trial's data; without it only data
 * that Lamella makes itself are read, so that an archive can't have other files opened
 * @throws UserError for an archive that is damaged, changed, or none
 */
export async function replayTrial(
  archive: string,
  { scratch, data }: { readonly scratch: string; readonly data?: string },
): Promise<Replayed> {
  await mkdir(scratch, { recursive: true });
  const { files } = await unpackArchive(archive, ARCHIVE_CONTENT, scratch);
  const trial = readExport(scratch, Object.keys(files));
  return await scoredWell(archive, async () => {
    const { checks, open } = rescore(trial);
    const grades = await gradesOf(trial, data);
    const difference = firstDifference(checks) ?? firstDifference(grades ?? []);
    return { trial, numScores: checks.length, numGrades: grades?.length, open, difference };
  });
}

async function gradesOf(
  trial: ExportedTrial,
  folder: string | undefined,
): Promise<readonly Check[] | undefined> {
  const { data } = trial.result.trial;
  if (folder === undefined && !isOwnData(data)) return undefined;
  const rows = await readScoredRows(trial.result, folder === undefined ? data : movedData(data, folder));
  return checkWithData(trial, rows);
}

/** Settings of a trial are not checked one by one: what nothing can be made of is the archive's mistake. */
async function scoredWell<T>(archive: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `Expected a trial that can be scored in ${archive}, got one that can't: ${messageOf(error)}.`,
      {
        exitCode: 2,
        cause: error,
      },
    );
  }
}
