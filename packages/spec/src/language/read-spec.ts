import { UserError } from '@lamella/core';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { mapTableFiles } from '@lamella/tasks';
import type { DataSource, ExperimentSpec, ModelSource } from './experiment-spec.ts';
import type { Override } from './overrides.ts';
import { parseSpec } from './parse-spec.ts';

/** A spec is written by hand; a larger file is something else. */
const maxBytes = 2 ** 20;

/**
 * The validated spec in a YAML file. Its relative paths (a model that starts with a dot, a data folder) are
 * relative to the file and come back absolute; paths of the command line are absolute already.
 *
 * @throws UserError (exit code 2) when the file can't be read or is not a valid spec
 */
export async function readSpec(file: string, overrides: readonly Override[] = []): Promise<ExperimentSpec> {
  const spec = parseSpec(await readText(file), file, overrides);
  const folder = dirname(resolve(file));
  return { ...spec, model: absoluteModel(spec.model, folder), data: absoluteData(spec.data, folder) };
}

/** The text of a spec's file. */
export async function readText(file: string): Promise<string> {
  const info = await stat(file).catch(() => undefined);
  if (info === undefined) throw new UserError(`Expected a spec in ${file}: no such file.`, { exitCode: 2 });
  if (!info.isFile()) throw new UserError(`Expected a YAML file, got a folder: ${file}.`, { exitCode: 2 });
  if (info.size > maxBytes) {
    throw new UserError(`Expected a spec of at most ${maxBytes} bytes, got ${info.size} in ${file}.`, {
      exitCode: 2,
    });
  }
  return await readFile(file, 'utf8');
}

function absoluteModel(model: ModelSource, folder: string): ModelSource {
  return typeof model === 'string' && /^\.{1,2}([/\\]|$)/.test(model) ? resolve(folder, model) : model;
}

function absoluteData(data: DataSource, folder: string): DataSource {
  if (data.kind === 'folder') return { ...data, path: resolve(folder, data.path) };
  if (data.kind === 'table') return mapTableFiles(data, (path) => resolve(folder, path));
  if (data.kind !== 'files') return data;
  const benchmarks = Object.entries(data.benchmarks ?? {}).map(([name, path]) => [
    name,
    resolve(folder, path),
  ]);
  return {
    ...data,
    train: resolve(folder, data.train),
    ...(data.benchmarks && { benchmarks: Object.fromEntries(benchmarks) as typeof data.benchmarks }),
  };
}
