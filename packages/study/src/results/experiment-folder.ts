import { hashJson, projectFolder, UserError } from '@lamella/core';
import { damaged, type Damaged, readSealedJson, seal, setAside, writeFileAtomically } from '@lamella/files';
import { join } from 'node:path';
import {
  expandParts,
  type ExperimentSpec,
  methodNames,
  modelLabel,
  type Narrowing,
  type ResolvedTrial,
} from '@lamella/spec';
import { formatJson } from './format-json.ts';
import type { PrimaryRecord } from './primary-record.ts';
import type { ResultInputs } from './trial-result.ts';

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

/** The folder of a spec's runs: of its name, or of a run of it that was given a name of its own. */
export function runFolder(runs: string, name: string, as?: string): string {
  return join(runs, as === undefined ? name : `${name}@${as}`);
}

/** The overrides of the command line, as they were typed; paths are absolute. */
export interface TypedOverrides {
  readonly set?: readonly string[];
  readonly model?: string;
  readonly data?: string;
  readonly train?: string;
  readonly benchmark?: readonly string[];
}

/** The experiment that the results of a folder belong to: enough to make tables and figures of them without model and data. */
export interface ExperimentFile {
  /** With what the command line put in place, and all of its tasks, methods and seeds. */
  readonly spec: ExperimentSpec;
  /** L, which N as a ratio and the trials follow from. */
  readonly numLayers: number;
  /** L by the labels of models, where a sweep has several. */
  readonly numLayersOf?: Readonly<Record<string, number>>;
  /** The name of the run, where it has one of its own. */
  readonly as?: string;
  /** The overrides of the command line. */
  readonly typed?: TypedOverrides;
  /** The parts of the spec that were asked for, one after another. @default all of it */
  readonly parts?: readonly Narrowing[];
  /** When its primary comparisons were fixed, of a spec that names some. */
  readonly primary?: PrimaryRecord;
  /** The content of what its trials read; absent in files of before it was recorded, and in published ones. */
  readonly inputs?: readonly ExperimentInputs[];
  /** Published although trials were not done: its tables say so. Absent in what was published before it was recorded. */
  readonly partial?: true;
}

/** The content of what the trials of a model on a task read. */
export interface ExperimentInputs {
  /** The model's label. */
  readonly model: string;
  readonly task: string;
  readonly inputs: ResultInputs;
}

/** The name of the file among the results. */
export const experimentFile = 'experiment.json';

/** Writes the experiment of a folder of results, sealed, whole or not at all. */
export async function writeExperimentFile(folder: string, experiment: ExperimentFile): Promise<void> {
  await writeFileAtomically(join(folder, experimentFile), formatJson(seal(experiment)));
}

/**
 * The experiment of a folder of results; undefined if nothing has run there.
 *
 * @throws UserError (exit code 2) if its file is damaged: overrides and parts of the run would be lost in silence
 */
export function readExperimentFile(folder: string): ExperimentFile | undefined {
  const found = openExperimentFile(folder);
  if (found?.kind !== 'damaged') return found?.value;
  throw new UserError(
    `Expected the experiment of a run in ${join(folder, experimentFile)}, got a damaged file: ${found.reason}. ` +
      'Run its spec again with what was typed then, such as --set, --tasks or --seeds: that writes it anew.',
    { exitCode: 2 },
  );
}

/** The experiment of a folder that a run is about to write anew; undefined if there is none, or its file is damaged. */
export function experimentBefore(folder: string): ExperimentFile | undefined {
  const found = openExperimentFile(folder);
  return found?.kind === 'whole' ? found.value : undefined;
}

/** Sets the experiment of a folder of results aside if its file is damaged: a run is about to write it anew. */
export async function setAsideDamagedExperiment(folder: string): Promise<void> {
  const found = openExperimentFile(folder);
  if (found?.kind !== 'damaged') return;
  const consequence = 'it is written anew: overrides and parts of the spec count if they are typed again';
  await setAside(join(folder, experimentFile), found.reason, consequence);
}

/** Files of before they were sealed, and published ones, are taken as they are. */
function openExperimentFile(
  folder: string,
): Damaged | { readonly kind: 'whole'; readonly value: ExperimentFile } | undefined {
  const reading = readSealedJson(join(folder, experimentFile), Infinity);
  if (reading.kind === 'damaged') return reading;
  if (reading.kind !== 'whole') return undefined;
  const value = reading.value as Partial<ExperimentFile>;
  const { spec, numLayers } = value;
  if (spec === undefined || typeof numLayers !== 'number')
    return damaged('it has no spec, or no number of layers');
  return { kind: 'whole', value: { ...value, spec, numLayers } };
}

/** The trials of an experiment: those of all parts that were asked for. */
export function trialsOf({
  spec,
  numLayers,
  numLayersOf = {},
  parts = [{}],
}: ExperimentFile): ResolvedTrial[] {
  return expandParts(spec, parts, (model) => numLayersOf[modelLabel(model)] ?? numLayers);
}

/** Adds parts to those that were asked for before, as far as the spec, which may have been changed since, still has them. */
export function addParts(
  before: readonly Narrowing[],
  parts: readonly Narrowing[],
  spec: ExperimentSpec,
): Narrowing[] {
  const methods = methodNames(spec);
  const kept = before.filter((one) => (one.methods ?? []).every((name) => methods.includes(name)));
  return [...new Map([...kept, ...parts].map((one) => [hashJson(one), one])).values()];
}

/** Whether parts of a spec are the whole of it, and nothing besides. */
export function isWholeSpec(parts: readonly Narrowing[]): boolean {
  return parts.length === 1 && Object.keys(parts[0] ?? {}).length === 0;
}
