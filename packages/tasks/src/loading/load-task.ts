import { UserError } from '@lamella/core';
import { resolveFolder } from '@lamella/files';
import { readFolder } from '../glue/read-folder.ts';
import { parquetFiles, readParquet } from '../glue/read-parquet.ts';
import type { SplitLimits, Splits } from '../glue/splits.ts';
import { type TaskInfo, taskInfo } from '../glue/tasks.ts';
import type { ContentHash } from '../content-hash.ts';
import { hashSplits } from './hash-splits.ts';
import { miniTask } from '../mini-glue/mini-task.ts';

/** GLUE on the hub, as Parquet. */
const HUB_ID = 'nyu-mll/glue';

/** Where a task's rows come from: made by code, a folder in GLUE's official layout, or the hub's Parquet. */
export type TaskSource =
  | { readonly kind: 'mini' }
  | { readonly kind: 'folder'; readonly folder: string }
  /** By default `nyu-mll/glue`; a path is taken for a copy of it. */
  | { readonly kind: 'hub'; readonly id?: string; readonly revision?: string };

export interface LoadTaskOptions {
  /** Take no more than the first rows of the training set. */
  readonly trainRows?: number | undefined;
  /** Take no more than the first rows of each development set. */
  readonly devRows?: number | undefined;
}

/** A task's rows, with the hash of their texts and labels: equal rows have equal hashes, whatever they came from. */
export interface TaskData extends ContentHash {
  readonly info: TaskInfo;
  readonly splits: Splits;
}

/**
 * Loads a task's training and development rows.
 *
 * @throws UserError for an unknown task, a missing file, or a malformed row (with its file and line)
 */
export async function loadTask(
  task: string,
  source: TaskSource,
  options: LoadTaskOptions = {},
): Promise<TaskData> {
  const info = taskInfo(task);
  const train = checkRows('trainRows', options.trainRows);
  const dev = checkRows('devRows', options.devRows);
  const splits = await readSplits(info, source, { train, dev, devMismatched: dev });
  return { info, splits, ...hashSplits(info.name, { ...splits }) };
}

function checkRows(name: string, rows: number | undefined): number | undefined {
  if (rows === undefined || (Number.isSafeInteger(rows) && rows > 0)) return rows;
  throw new UserError(`Expected \`${name}\` to be a positive whole number, got ${rows}.`);
}

async function readSplits(info: TaskInfo, source: TaskSource, limits: SplitLimits): Promise<Splits> {
  if (source.kind === 'mini') return takeFirst(miniTask(info.name), limits);
  if (source.kind === 'folder') return readFolder(info, source.folder, limits);
  const { id = HUB_ID, revision } = source;
  const wanted = revision === undefined ? id : { id, revision };
  const { folder } = await resolveFolder(wanted, parquetFiles(info), { repoType: 'dataset' });
  return readParquet(info, folder, limits);
}

function takeFirst({ train, dev, devMismatched }: Splits, limits: SplitLimits): Splits {
  return {
    train: train.slice(0, limits.train),
    dev: dev.slice(0, limits.dev),
    ...(devMismatched === undefined ? {} : { devMismatched: devMismatched.slice(0, limits.devMismatched) }),
  };
}
