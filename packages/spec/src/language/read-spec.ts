import { dirname, resolve } from 'node:path';
import { UserError } from '@lamella/core';
import { mapTableFiles } from '@lamella/tasks';
import { type Path, valueAt } from './describe-issues.ts';
import type { DataSource, ExperimentSpec, ModelSource } from './experiment-spec.ts';
import { applyOverrides, type Override, settingPath } from './overrides.ts';
import { parseSpecFiles } from './parse-spec.ts';
import { SettingError } from './setting-error.ts';
import { readSpecFiles } from './spec-files.ts';

/** Finds the folder that a relative path is relative to: that of the file that it was written in. */
type FolderOf = (path: Path) => string;

/**
 * The validated spec in a YAML file, laid over the files that it extends. Relative paths (a model that starts with a dot, a data
 * folder) are relative to the file that they stand in and come back absolute; paths of the command line are absolute already.
 *
 * @param profile a file that says where trials run, for whatever the spec and what it extends leave open
 * @throws UserError (exit code 2) when a file can't be read or is not a valid spec
 */
export async function readSpec(
  file: string,
  overrides: readonly Override[] = [],
  profile?: string,
): Promise<ExperimentSpec> {
  const { spec, places } = parseSpecFiles(await readSpecFiles(file, profile), overrides);
  const folderOf: FolderOf = (path) => dirname(resolve(places.fileOf(path)));
  const { sweep, extraSweeps } = spec;
  const data = withOwnTitle(absoluteData(spec.data, folderOf), overrides);
  return {
    ...spec,
    model: absoluteModel(spec.model, folderOf(['model'])),
    data,
    sweep: absoluteSweep(sweep, { data, folderOf: (key) => folderOf(['sweep', key]) }),
    ...(extraSweeps && {
      extraSweeps: extraSweeps.map((one, index) =>
        absoluteSweep(one, { data, folderOf: (key) => folderOf(['extraSweeps', index, key]) }),
      ),
    }),
  };
}

/**
 * Runs what checks a spec beside its model and data, and adds to the mistakes in its settings where these were written.
 *
 * @param overrides those that the spec was read with
 * @throws UserError (exit code 2) that begins with file:line:column, or with the option of the command line
 */
export async function locateMistakes<T>(
  file: string,
  overrides: readonly Override[],
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const { spec, places } = parseSpecFiles(await readSpecFiles(file), overrides);
    const path = error.paths.find((one) => valueAt(spec, one) !== undefined);
    if (path === undefined) throw error;
    throw new UserError(`${places.locate(path, false).name}: ${error.message}`, {
      exitCode: 2,
      cause: error,
    });
  }
}

/** The title of files is that of those in the spec: others of the command line have their own name, unless it gives a title as well. */
function withOwnTitle(data: DataSource, overrides: readonly Override[]): DataSource {
  if (data.kind !== 'files' || data.title === undefined) return data;
  const isGiven = (key: string): boolean => overrides.some(({ path }) => path.join('.') === `data.${key}`);
  if (!isGiven('train') || isGiven('title')) return data;
  const { title: _, ...own } = data;
  return own;
}

interface Sweep {
  readonly model?: readonly ModelSource[];
  readonly set?: Readonly<Record<string, readonly unknown[]>>;
}

function absoluteSweep<Kind extends Sweep>(
  sweep: Kind,
  { data, folderOf }: { readonly data: DataSource; readonly folderOf: (key: 'model' | 'set') => string },
): Kind {
  const { model, set } = sweep;
  return {
    ...sweep,
    ...(model && { model: model.map((one) => absoluteModel(one, folderOf('model'))) }),
    ...(set && { set: absoluteSettings(set, data, folderOf('set')) }),
  };
}

/** Values of swept settings: those of data may be paths, which of them the data with the value in its place tells. */
function absoluteSettings(
  set: NonNullable<Sweep['set']>,
  data: DataSource,
  folder: string,
): NonNullable<Sweep['set']> {
  const absolute = (key: string, value: unknown): unknown => {
    const path = settingPath(key);
    if (path[0] !== 'data') return value;
    const swept = applyOverrides({ data }, [{ path, value, source: key }]) as { readonly data: DataSource };
    return valueAt({ data: absoluteData(swept.data, () => folder) }, path);
  };
  return Object.fromEntries(
    Object.entries(set).map(([key, values]) => [key, values.map((value) => absolute(key, value))]),
  );
}

function absoluteModel(model: ModelSource, folder: string): ModelSource {
  return typeof model === 'string' && /^\.{1,2}([/\\]|$)/.test(model) ? resolve(folder, model) : model;
}

function absoluteData(data: DataSource, folderOf: FolderOf): DataSource {
  const absolute = (path: string, ...keys: readonly string[]): string =>
    resolve(folderOf(['data', ...keys]), path);
  if (data.kind === 'folder') return { ...data, path: absolute(data.path, 'path') };
  if (data.kind === 'table') return mapTableFiles(data, absolute);
  if (data.kind !== 'files') return data;
  const benchmarks = Object.entries(data.benchmarks ?? {}).map(([name, path]) => [
    name,
    absolute(path, 'benchmarks', name),
  ]);
  return {
    ...data,
    train: absolute(data.train, 'train'),
    ...(data.benchmarks && { benchmarks: Object.fromEntries(benchmarks) as typeof data.benchmarks }),
  };
}
