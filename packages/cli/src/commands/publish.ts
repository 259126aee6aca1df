import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { drawFigures, formatFigures } from '@lamella/study/figures';
import {
  collectCells,
  importanceFolder,
  makeTable,
  publishedFolder,
  publishResults,
  readExperimentFile,
  runsFolder,
  writeTable,
} from '@lamella/study';
import { readSpecWith, type SpecOptions } from './spec-options.ts';

/** What `lamella publish` is asked for. */
export interface PublishOptions extends SpecOptions {
  readonly spec: string;
  /** Publish although some trials are not done. */
  readonly partial?: boolean;
  /** Publish although trials that are published would vanish. */
  readonly shrink?: boolean;
}

/** Copies a spec's results to where they are committed, with their table and figures. */
export async function run(options: PublishOptions): Promise<number> {
  const spec = await readSpecWith(options.spec, options);
  const source = join(runsFolder(), spec.name);
  const numLayers = readExperimentFile(source)?.numLayers;
  if (numLayers === undefined)
    throw new UserError(`Expected results of ${spec.name} in ${source}, got none.`);
  const target = join(publishedFolder(), spec.name);
  const cells = collectCells({ spec, numLayers }, source);
  const importance = importanceFolder(runsFolder());
  const { partial = false, shrink = false } = options;
  await publishResults({ spec, numLayers }, cells, { importance, target, partial, shrink });
  await finishPublished(target);
  const dirty = cells.filter(({ result }) => result?.run.isDirty !== false).length;
  if (dirty > 0)
    console.error(
      `${dirty} of ${cells.length} results are of changed sources or of none: a clean commit is better.`,
    );
  return 0;
}

/** Table and figures, made from what was published. */
async function finishPublished(folder: string): Promise<void> {
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) throw new UserError(`Expected published results in ${folder}, got none.`);
  const table = makeTable(experiment, folder);
  await writeTable(folder, table);
  const { markdown, cells } = table;
  const figures = await drawFigures(experiment.spec, cells, join(folder, 'figures'));
  console.log(`${markdown}\n${formatFigures(figures)}`);
}
