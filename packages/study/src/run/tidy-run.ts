import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeUnfinished } from '@lamella/files';

/** Folders of a run in which files are written, and those that have a folder of each trial in which they are. */
const [places, placesOfTrials] = [
  ['.', 'spec', 'inputs', 'figures', 'adapters', 'superseded'],
  ['adapters', 'answers'],
];

/**
 * Removes what killed processes have left unfinished in a run's folder. To be called while no other process works on the run.
 *
 * @param due the ids of the trials that are about to run
 */
export async function tidyRun(folder: string, due: readonly string[]): Promise<void> {
  for (const place of places) await removeUnfinished(join(folder, place));
  for (const place of placesOfTrials) {
    const path = join(folder, place);
    // Most trials that are due have no folder yet.
    const names = new Set(existsSync(path) ? readdirSync(path) : []);
    for (const id of due) if (names.has(id)) await removeUnfinished(join(path, id));
  }
}
