import { join } from 'node:path';
import { UserError } from '@lamella/core';
import {
  type ExperimentFile,
  modelLabel,
  publishedFolder,
  readExperimentFile,
  runsFolder,
} from '@lamella/study';
import { findModel } from '@lamella/planning';
import type { ExperimentSpec } from '@lamella/spec';
import { readSpecWith, type SpecOptions } from './spec-options.ts';

/** Where a spec's results are. */
export interface ResultsLocation {
  readonly experiment: ExperimentFile;
  readonly folder: string;
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
  const own = options.published === true ? undefined : await findOwn(spec);
  if (own !== undefined) return own;
  const folder = join(publishedFolder(), spec.name);
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) throw noResults(spec, file);
  return { experiment, folder, origin: 'published' };
}

/**
 * Finds the results of one's own runs of a spec.
 *
 * @throws UserError if there are none
 */
export async function findOwnResults(file: string, options: SpecOptions): Promise<ResultsLocation> {
  const spec = await readSpecWith(file, options);
  const own = await findOwn(spec);
  if (own !== undefined) return own;
  const isPublished = readExperimentFile(join(publishedFolder(), spec.name)) !== undefined;
  throw noResults(spec, file, isPublished ? ', or take the published results: --published' : '');
}

async function findOwn(spec: ExperimentSpec): Promise<ResultsLocation | undefined> {
  const folder = join(runsFolder(), spec.name);
  const stored = readExperimentFile(folder);
  if (stored === undefined) return undefined;
  const isSameModel = modelLabel(stored.spec.model) === modelLabel(spec.model);
  const numLayers = isSameModel
    ? stored.numLayers
    : (await findModel(spec.model, { download: false })).numLayers;
  return { experiment: { spec, numLayers }, folder, origin: 'runs' };
}

function noResults({ name }: ExperimentSpec, file: string, alternative = ''): UserError {
  const folder = join(runsFolder(), name);
  return new UserError(
    `Expected results of ${name} in ${folder}, got none. Run it first: lamella run ${file}${alternative}`,
  );
}

/** Says on standard error which results are shown, where it is not obvious. */
export function announceOrigin({ origin, folder }: ResultsLocation): void {
  if (origin === 'published') console.error(`These are published results (${folder}), not of your own runs.`);
}
