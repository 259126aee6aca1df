import { readdirSync } from 'node:fs';
import { UserError } from '@lamella/core';
import {
  type ExperimentFile,
  publishedFolder,
  readExperimentFile,
  runFolder,
  runsFolder,
} from '@lamella/study';
import { findModel } from '@lamella/planning';
import { type ExperimentSpec, modelLabel, modelsOf } from '@lamella/spec';
import { type AskedSpec, checkRunName, readAsked, type SpecOptions, withTyped } from './spec-options.ts';

/** Where a spec's results are. */
export interface ResultsLocation {
  readonly experiment: ExperimentFile;
  readonly folder: string;
  readonly origin: 'runs' | 'published';
  /** Of published results: in what their spec differs from the file as it is now. */
  readonly earlier?: string;
}

/** Which results of a spec are wanted. */
export interface ResultsOptions extends SpecOptions {
  readonly published?: boolean;
  /** Those of the spec's file alone, whatever the command line of the last run said. */
  readonly asWritten?: boolean;
}

/**
 * Finds the results of a spec: one's own, or the published ones if they are asked for or there are no others.
 *
 * @throws UserError if there are none, and (exit code 2) for changes of a spec whose results are published without them
 */
export async function findResults(file: string, options: ResultsOptions): Promise<ResultsLocation> {
  const asked = await readAsked(file, options);
  const own = options.published === true ? undefined : await findOwn(file, asked, options);
  if (own !== undefined) return own;
  const folder = runFolder(publishedFolder(), asked.spec.name, options.as);
  const published = readExperimentFile(folder);
  if (published === undefined) throw noResults(asked.spec, file, options);
  if (!isEmpty(asked.typed)) throw changedResults(asked.spec, file, options);
  const experiment = isEmpty(asked.part) ? published : { ...published, parts: [asked.part] };
  const earlier = differencesOf(published.spec, asked.spec);
  return { experiment, folder, origin: 'published', ...(earlier !== '' && { earlier }) };
}

/** Models and tasks of a spec that is not as it was. */
function differencesOf(was: ExperimentSpec, is: ExperimentSpec): string {
  const lists = [
    ['model', (spec: ExperimentSpec) => modelsOf(spec).map(modelLabel)],
    ['tasks', (spec: ExperimentSpec) => spec.tasks],
  ] as const;
  const told = lists.map(([name, of]) => [name, of(was).join(', '), of(is).join(', ')] as const);
  return told
    .filter(([, then, now]) => then !== now)
    .map(([name, then]) => `${name} ${then}`)
    .join('; ');
}

/** Published results are of their spec as it was: nothing that is typed can change them. */
function changedResults(spec: ExperimentSpec, file: string, options: ResultsOptions): UserError {
  if (options.published !== true) return noResults(spec, file, options);
  return new UserError(
    `Expected no changes of ${spec.name} beside --published, as its published results are of its spec as it was: leave out --set, --model, --data and the like, or run it.`,
    { exitCode: 2 },
  );
}

/**
 * Finds the results of one's own runs of a spec: those of the last run, with the overrides that it had.
 *
 * @throws UserError if there are none
 */
export async function findOwnResults(file: string, options: ResultsOptions): Promise<ResultsLocation> {
  const asked = await readAsked(file, options);
  const own = await findOwn(file, asked, options);
  if (own !== undefined) return own;
  const published = runFolder(publishedFolder(), asked.spec.name, options.as);
  const isPublished = readExperimentFile(published) !== undefined;
  throw noResults(asked.spec, file, {
    ...options,
    alternative: isPublished ? ', or take the published results: --published' : '',
  });
}

async function findOwn(
  file: string,
  asked: AskedSpec,
  options: ResultsOptions,
): Promise<ResultsLocation | undefined> {
  checkRunName(options.as);
  const folder = runFolder(runsFolder(), asked.spec.name, options.as);
  const stored = readExperimentFile(folder);
  if (stored === undefined) return undefined;
  const isAsWritten = options.asWritten === true;
  const { spec, part, typed } =
    isAsWritten || stored.typed === undefined
      ? asked
      : await readAsked(file, withTyped(stored.typed, options));
  const parts = isEmpty(part) && !isAsWritten ? (stored.parts ?? [{}]) : [part];
  const experiment = {
    spec,
    ...(await countLayers(spec, stored)),
    ...(options.as !== undefined && { as: options.as }),
    ...(!isEmpty(typed) && { typed }),
    ...(stored.primary && { primary: stored.primary }),
    parts,
  };
  return { experiment, folder, origin: 'runs' };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/** L of the spec's models, of which those of the last run are known. */
async function countLayers(
  spec: ExperimentSpec,
  stored: ExperimentFile,
): Promise<Pick<ExperimentFile, 'numLayers' | 'numLayersOf'>> {
  const known = new Map(
    Object.entries(stored.numLayersOf ?? { [modelLabel(stored.spec.model)]: stored.numLayers }),
  );
  const counts: [string, number][] = [];
  for (const model of modelsOf(spec)) {
    const label = modelLabel(model);
    const count = known.get(label) ?? (await findModel(model, { download: false })).numLayers;
    counts.push([label, count]);
  }
  const [[, numLayers] = ['', stored.numLayers]] = counts;
  return { numLayers, ...(counts.length > 1 && { numLayersOf: Object.fromEntries(counts) }) };
}

function noResults(
  { name }: ExperimentSpec,
  file: string,
  { as, alternative = '' }: ResultsOptions & { readonly alternative?: string },
): UserError {
  const folder = runFolder(runsFolder(), name, as);
  const others = namedRuns(name);
  const named = others.length === 0 ? '' : `. Runs with a name (--as): ${others.join(', ')}`;
  return new UserError(
    `Expected results of ${name} in ${folder}, got none. Run it first: lamella run ${file}${as === undefined ? '' : ` --as ${as}`}${alternative}${named}`,
  );
}

/** The names of a spec's runs that have one of their own. */
function namedRuns(name: string): string[] {
  try {
    const prefix = `${name}@`;
    const folders = readdirSync(runsFolder()).filter((folder) => folder.startsWith(prefix));
    return folders.map((folder) => folder.slice(prefix.length)).sort();
  } catch {
    return [];
  }
}

/** Says on standard error which results are shown, where it is not obvious. */
export function announceOrigin({ origin, folder, earlier }: ResultsLocation): void {
  if (origin === 'published') console.error(`These are published results (${folder}), not of your own runs.`);
  if (earlier !== undefined)
    console.error(`They are of the spec as it was when they were published: ${earlier}.`);
}
