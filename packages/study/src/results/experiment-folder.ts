import { UserError, projectFolder } from '@lamella/core';
import { readJsonFile, writeFileAtomically } from '@lamella/files';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentSpec } from '@lamella/spec';
import { formatJson } from './format-json.ts';

/** Where a user's own runs are kept. Git doesn't see them. */
export function runsFolder(): string {
  return process.env['LAMELLA_RUNS_DIR'] || join(projectFolder(), 'results', 'runs');
}

/** Where results that are committed are kept, so that a fresh clone has figures but still really trains. */
export function publishedFolder(): string {
  return join(projectFolder(), 'results', 'published');
}

/** Values of importance, which experiments share. */
export function importanceFolder(runs: string): string {
  return join(runs, 'importance');
}

/** What the results of a folder belong to: enough to make tables and figures of them without model and data. */
export interface ExperimentFile {
  readonly spec: ExperimentSpec;
  /** L, which N as a ratio and the trials follow from. */
  readonly numLayers: number;
}

/** The name of the file among the results. */
export const experimentFile = 'experiment.json';

export async function writeExperimentFile(folder: string, experiment: ExperimentFile): Promise<void> {
  await writeFileAtomically(join(folder, experimentFile), formatJson(experiment));
}

/** The experiment of a folder of results; undefined if nothing has run there. */
export function readExperimentFile(folder: string): ExperimentFile | undefined {
  const path = join(folder, experimentFile);
  if (!existsSync(path)) return undefined;
  const value = readJsonFile(path) as Partial<ExperimentFile>;
  if (value.spec === undefined || typeof value.numLayers !== 'number') {
    throw new UserError(`Expected the spec and the number of layers in ${path}, got something else.`);
  }
  return { spec: value.spec, numLayers: value.numLayers };
}
