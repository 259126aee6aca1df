import { dirname, resolve } from 'node:path';
import { mapTableFiles } from '@lamella/tasks';
import type { Path } from './describe-issues.ts';
import type { DataSource, ExperimentSpec, ModelSource } from './experiment-spec.ts';
import type { Override } from './overrides.ts';
import { parseSpecFiles } from './parse-spec.ts';
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
  return {
    ...spec,
    model: absoluteModel(spec.model, folderOf(['model'])),
    data: absoluteData(spec.data, folderOf),
    sweep: absoluteSweep(sweep, folderOf(['sweep', 'model'])),
    ...(extraSweeps && {
      extraSweeps: extraSweeps.map((one) => absoluteSweep(one, folderOf(['extraSweeps']))),
    }),
  };
}

function absoluteSweep<Sweep extends { readonly model?: readonly ModelSource[] }>(
  sweep: Sweep,
  folder: string,
): Sweep {
  return sweep.model === undefined
    ? sweep
    : { ...sweep, model: sweep.model.map((model) => absoluteModel(model, folder)) };
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
