import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { modelLabel } from '../inputs/labels.ts';
import { findModel } from '../inputs/model-info.ts';
import { readExperimentFile, type ExperimentFile } from '../results/experiment-file.ts';
import { importanceFolder, publishedFolder, runsFolder } from '../results/folders.ts';
import { readSpecWith, type SpecOptions } from './spec-options.ts';

/** Where a spec's results are. */
export interface ResultsLocation {
  readonly experiment: ExperimentFile;
  readonly folder: string;
  readonly importanceFolder: string;
  readonly origin: 'runs' | 'published';
}

/**
 * Finds the results of a spec: one's own, or the published ones if they are asked for or there are no others.
 *
 * @throws UserError if there are none
 */
export async function findResults(
  file: string,
  options: SpecOptions & { readonly published?: boolean },
): Promise<ResultsLocation> {
  const spec = await readSpecWith(file, options);
  const own = join(runsFolder(), spec.name);
  const stored = readExperimentFile(own);
  if (options.published !== true && stored !== undefined) {
    const isSameModel = modelLabel(stored.spec.model) === modelLabel(spec.model);
    const numLayers = isSameModel
      ? stored.numLayers
      : (await findModel(spec.model, { download: false })).numLayers;
    const experiment = { spec, numLayers };
    return { experiment, folder: own, importanceFolder: importanceFolder(runsFolder()), origin: 'runs' };
  }
  const folder = join(publishedFolder(), spec.name);
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) {
    throw new UserError(
      `Expected results of ${spec.name} in ${own}, found none. Run it first: lamella run ${file}`,
    );
  }
  return { experiment, folder, importanceFolder: importanceFolder(folder), origin: 'published' };
}

/** Says on standard error which results are shown, where it is not obvious. */
export function announceOrigin({ origin, folder }: ResultsLocation): void {
  if (origin === 'published') console.error(`These are published results (${folder}), not of your own runs.`);
}
