import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { readExperimentFile } from '../results/experiment-folder.ts';
import { makeTable, type ResultsTable, writeTable } from '../tables/make-table.ts';
import { drawFigures } from './draw-figures.ts';
import type { DrawnFigures } from './format-figures.ts';

/**
 * Writes the tables and figures of published results beside them, in the place of those that are there.
 *
 * @throws {UserError} if the folder has no results
 */
export async function writePublished(
  folder: string,
): Promise<{ readonly table: ResultsTable; readonly figures: DrawnFigures }> {
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) throw new UserError(`Expected published results in ${folder}, got none.`);
  const table = makeTable(experiment, folder);
  await writeTable(folder, table);
  const output = join(folder, 'figures');
  await rm(output, { recursive: true, force: true });
  return { table, figures: await drawFigures(experiment.spec, table.cells, { output }) };
}
