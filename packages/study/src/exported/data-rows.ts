import { UserError } from '@lamella/core';
import type { Examples } from '@lamella/datasets';
import type { DataSource } from '@lamella/spec';
import {
  type Benchmark,
  isClassifierTableTask,
  isTextTask,
  loadTableTask,
  loadTask,
  loadTextGeneration,
  loadTextTask,
  mapTableFiles,
  requireTable,
  type TextRow,
  toGlueSource,
  withScores,
} from '@lamella/tasks';
import { basename, join } from 'node:path';
import type { DoneResult } from '../results/trial-result.ts';

/** The rows that a trial is scored on. */
export interface ScoredRows {
  /** By split, of tasks whose rows are classified or given a number. */
  readonly examples: Readonly<Record<string, Examples>>;
  /** By split, of a user's own table for a decoder. */
  readonly texts: Readonly<Record<string, readonly TextRow[]>>;
  readonly benchmarks: readonly Benchmark[];
}

/**
 * Reads the rows that a trial was scored on.
 *
 * @param data where its data lie now @throws UserError if they are not there, or are not those of the trial
 */
export async function readScoredRows(
  { trial, hashes }: Pick<DoneResult, 'trial' | 'hashes'>,
  data: DataSource = trial.data,
): Promise<ScoredRows> {
  const { hash, ...rows } = await read(trial, data);
  if (hash === hashes.data) return { examples: {}, texts: {}, benchmarks: [], ...rows };
  throw new UserError(
    `Expected the data of ${trial.id}, got other rows: their hash is ${hash}, that of the trial's ${hashes.data}.`,
    {
      exitCode: 2,
    },
  );
}

async function read(
  { task, rows, generation }: DoneResult['trial'],
  data: DataSource,
): Promise<Partial<ScoredRows> & { readonly hash: string }> {
  if (task === 'text-generation') {
    const { hash, dev, test } = await loadTextGeneration(requireTable(data, task), rows);
    return { hash, texts: { dev, ...(test && { test }) } };
  }
  if (isTextTask(task)) {
    const { hash, benchmarks } = await loadTextTask(task, data, rows);
    return { hash, benchmarks: benchmarks.map((one) => withScores(one, generation?.scores)) };
  }
  if (isClassifierTableTask(task)) {
    const { hash, splits } = await loadTableTask(task, requireTable(data, task), { rows });
    const { dev, test } = splits;
    return { hash, examples: { dev, ...(test && { test }) } };
  }
  const limits = { trainRows: rows.train, devRows: rows.dev };
  const { hash, splits } = await loadTask(task, toGlueSource(data), limits);
  const { train: _, ...examples } = splits;
  return { hash, examples };
}

/** Whether data are made by Lamella itself: they are the same on every machine, and reading them opens no file of the user's. */
export function isOwnData({ kind }: DataSource): boolean {
  return kind === 'mini' || kind === 'mini-glue';
}

/** Data whose files lie in a folder on this machine, under the names that they had; those of the hub lie there as GLUE's do. */
export function movedData(data: DataSource, folder: string): DataSource {
  const move = (path: string): string => join(folder, basename(path.replaceAll('\\', '/')));
  if (data.kind === 'folder' || data.kind === 'hub') return { kind: 'folder', path: folder };
  if (data.kind === 'table') return mapTableFiles(data, move);
  if (data.kind !== 'files') return data;
  const benchmarks = Object.entries(data.benchmarks ?? {}).map(([name, path]) => [name, move(path ?? '')]);
  return {
    ...data,
    train: move(data.train),
    ...(data.benchmarks && { benchmarks: Object.fromEntries(benchmarks) as typeof data.benchmarks }),
  };
}
