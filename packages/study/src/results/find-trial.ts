import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { nearest, UserError } from '@lamella/core';
import { experimentFile } from './experiment-folder.ts';
import { ResultStore } from './result-store.ts';
import type { TrialResult } from './trial-result.ts';

/** Where trials are looked for. */
export interface TrialSearch {
  /** The folder of all runs, and that of what is published, in which a trial is looked for if no run has it. */
  readonly runs: string;
  readonly published: string;
  /** The folder of a run, or its name. @default any run that has the trial */
  readonly run?: string;
}

/** A trial's result, and the folder of the run that it is in. */
export interface FoundTrial {
  readonly folder: string;
  readonly result: TrialResult;
}

/**
 * Finds the result of a trial by its id.
 *
 * @throws UserError (exit code 2) if no run has it, several have, or (exit code 1) its file can't be used
 */
export function findTrial(id: string, search: TrialSearch): FoundTrial {
  const folders = search.run === undefined ? [] : [findRun(search.run, search)];
  const places = search.run === undefined ? [search.runs, search.published].map(runsIn) : [folders];
  for (const some of places) {
    const [folder, ...others] = some.filter(
      (one) => isTrialId(id) && existsSync(new ResultStore(one).path(id)),
    );
    if (folder === undefined) continue;
    if (others.length === 0) return { folder, result: readIn(folder, id) };
    const names = [folder, ...others].map((one) => basename(one)).join(', ');
    throw new UserError(`Expected one run with the trial ${id}, got ${names}: say which with --run NAME.`, {
      exitCode: 2,
    });
  }
  throw noTrial(id, places.flat());
}

/**
 * Finds the folder of a run by its path, or by its name among the user's own runs or the published ones.
 *
 * @throws UserError (exit code 2) if there is none
 */
export function findRun(run: string, { runs, published }: Pick<TrialSearch, 'runs' | 'published'>): string {
  const folders = [run, join(runs, run), join(published, run)].filter(
    (path) => existsSync(path) && statSync(path).isDirectory(),
  );
  // What is drawn of published results is in a folder of that name among the own runs.
  const found = folders.find((path) => existsSync(join(path, experimentFile))) ?? folders[0];
  if (found !== undefined) return resolve(found);
  const names = [runs, published].flatMap(runsIn).map((folder) => basename(folder));
  const guess = nearest(run, names);
  throw new UserError(
    `Expected the folder of a run or its name, got ${run}${guess === undefined ? '' : `. Did you mean ${guess}?`}: runs are in ${runs}.`,
    { exitCode: 2 },
  );
}

/** The folders of runs in a folder, sorted. */
export function runsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, experimentFile)));
}

/** Whether a text can be a trial's id, which names its files and folders: a path is none. */
export function isTrialId(id: string): boolean {
  return /^[\w.@=+,-]+$/.test(id) && !id.startsWith('.');
}

function readIn(folder: string, id: string): TrialResult {
  const store = new ResultStore(folder);
  const found = store.read(id);
  if (found !== undefined && found.status !== 'damaged' && found.status !== 'newer') return found;
  throw new UserError(
    `Expected the result of ${id} in ${store.path(id)}: ${found?.reason ?? 'no such file'}.`,
  );
}

function noTrial(id: string, folders: readonly string[]): UserError {
  const ids = folders.flatMap((folder) =>
    readdirSync(folder).flatMap((name) =>
      name.endsWith('.json') && name !== experimentFile ? [basename(name, '.json')] : [],
    ),
  );
  const guess = nearest(id, ids);
  const where =
    folders.length === 0
      ? 'got no runs'
      : `got none of this id in ${folders.map((one) => basename(one)).join(', ')}`;
  return new UserError(
    `Expected the id of a trial that has run, such as a file's name among the results of a run without .json; ${where}: ${id}.` +
      (guess === undefined ? '' : ` Did you mean ${guess}?`),
    { exitCode: 2 },
  );
}
