import { formatFigures, writePublished } from '@lamella/study/figures';
import {
  collectCells,
  importanceFolder,
  publishedFolder,
  publishResults,
  runFolder,
  runsFolder,
} from '@lamella/study';
import { findOwnResults, type ResultsOptions } from './results-location.ts';

/** Options of `lamella publish`. */
export interface PublishOptions extends ResultsOptions {
  readonly spec: string;
  /** Publish although some trials are not done. */
  readonly partial?: boolean;
  /** Publish although trials that are published would vanish. */
  readonly shrink?: boolean;
  readonly json?: boolean;
}

/** Copies a spec's results to where they are committed, with their table and figures. */
export async function run(options: PublishOptions): Promise<number> {
  const { experiment, folder: source } = await findOwnResults(options.spec, options);
  const target = runFolder(publishedFolder(), experiment.spec.name, experiment.as);
  const cells = collectCells(experiment, source);
  const importance = importanceFolder(runsFolder());
  const { partial = false, shrink = false } = options;
  await publishResults(experiment, cells, { importance, target, partial, shrink });
  const published = await finishPublished(target);
  console.log(options.json === true ? JSON.stringify(published.json, null, 2) : published.text);
  const results = cells.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const dirty = results.filter(({ run: { isDirty } }) => isDirty !== false).length;
  if (dirty > 0)
    console.error(
      `${dirty} of ${results.length} results are of changed sources or of none: a clean commit is better.`,
    );
  return 0;
}

/** Table and figures, made from what was published. */
async function finishPublished(folder: string): Promise<{ readonly json: object; readonly text: string }> {
  const { table, figures } = await writePublished(folder);
  const { markdown, cells, summaries, averages } = table;
  return {
    json: {
      folder,
      trials: cells.filter(({ state }) => state === 'done').length,
      summaries,
      averages,
      figures,
    },
    text: `${markdown}\n${formatFigures(figures)}`,
  };
}
