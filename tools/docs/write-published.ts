// Makes tables and figures in results/published anew from the results there, after a change of how they are made:
// node --import tsx tools/docs/write-published.ts [EXPERIMENT...]
import { rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { makeTable, publishedFolder, readExperimentFile, writeTable } from '@lamella/study';
import { drawFigures } from '@lamella/study/figures';

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : readdirSync(publishedFolder())) {
  const folder = join(publishedFolder(), name);
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) throw new UserError(`Expected published results in ${folder}, got none.`);
  const table = makeTable(experiment, folder);
  await writeTable(folder, table);
  const output = join(folder, 'figures');
  await rm(output, { recursive: true, force: true });
  const { drawn } = await drawFigures(experiment.spec, table.cells, { output });
  process.stdout.write(`${name}: ${drawn.length} figures\n`);
}
