import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';
import { checkQuestion } from './check-question.ts';
import type { ScienceQuestion } from './science-question.ts';

/** The official splits. */
export type ScienceSplit = 'train' | 'val' | 'test';

/** The treatment of a problem or an image that should be there and is not. */
export type Missing = 'error' | 'skip';

/**
 * Reads ScienceQA in its official layout: `problems.json`, `pid_splits.json` and `images/<split>/<problem>/image.png`. Problems
 * without an image are left out. Images stay in their files.
 *
 * @param missing `skip` leaves out problems that are not in problems.json or whose image has no file, for subsets
 * @throws UserError if a file or a problem is missing or malformed
 */
export function readScienceQaFolder(
  folder: string,
  split: ScienceSplit,
  missing: Missing = 'error',
): ScienceQuestion[] {
  const problemsFile = join(folder, 'problems.json');
  const problems = readRecord(problemsFile);
  return readSplit(join(folder, 'pid_splits.json'), split).flatMap((id) => {
    const problem = problems[id];
    if (!isRecord(problem)) {
      if (missing === 'skip') return [];
      throw new UserError(
        `Expected problem ${id} of the ${split} split in ${problemsFile}, got none. ${ADVICE}`,
      );
    }
    if (typeof problem['image'] !== 'string' || problem['image'] === '') return [];
    const path = join(folder, 'images', split, id, problem['image']);
    if (existsSync(path))
      return [
        { id, ...checkQuestion(problem, `problem ${id} of ${problemsFile}`), image: { kind: 'file', path } },
      ];
    if (missing === 'skip') return [];
    throw new UserError(
      `Expected the image of problem ${id} of ScienceQA at ${path}: no such file. ${ADVICE}`,
    );
  });
}

const ADVICE = "With `missing: 'skip'` the problems that are not there are left out.";

function readSplit(file: string, split: ScienceSplit): readonly string[] {
  const ids = readRecord(file)[split];
  if (Array.isArray(ids)) return ids.map(String);
  throw new UserError(
    `Expected the problems of the split "${split}" in ${file}, got ${JSON.stringify(ids)}.`,
  );
}

function readRecord(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) throw new UserError(`Expected ${file} (ScienceQA's official layout): no such file.`);
  const value = readJsonFile(file);
  if (isRecord(value)) return value;
  throw new UserError(`Expected a JSON object in ${file}.`);
}
