import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type Example, openParquet, type Split } from '@lamella/datasets';
import { PARQUET_COLUMNS, parquetSplit } from './columns.ts';
import { checkLabel } from './parse-label.ts';
import type { SplitLimits, Splits } from './splits.ts';
import type { TaskInfo } from './tasks.ts';

/** Decimals of STS-B's scores; the hub keeps them as 32-bit numbers, which read 3.8 as 3.799999952316284. */
const SCORE_DECIMALS = 3;

/** The file names to ask the hub for, as globs. */
export function parquetFiles(info: TaskInfo): string[] {
  const splits: Split[] = info.name === 'mnli' ? ['train', 'dev', 'devMismatched'] : ['train', 'dev'];
  return splits.map((split) => `${info.name}/${parquetSplit(info.name, split)}-*.parquet`);
}

/** Reads a task from a folder laid out like the hub's `nyu-mll/glue`: `cola/train-00000-of-00001.parquet`. */
export async function readParquet(info: TaskInfo, folder: string, limits: SplitLimits = {}): Promise<Splits> {
  const read = async (split: Split): Promise<Example[]> =>
    readShards(info, listShards(info, split, folder), limits[split] ?? Infinity);
  return {
    train: await read('train'),
    dev: await read('dev'),
    ...(info.name === 'mnli' ? { devMismatched: await read('devMismatched') } : {}),
  };
}

function listShards(info: TaskInfo, split: Split, folder: string): string[] {
  const taskFolder = join(folder, info.name);
  const prefix = `${parquetSplit(info.name, split)}-`;
  const names = existsSync(taskFolder) ? readdirSync(taskFolder).sort() : [];
  const shards = names.filter((name) => name.startsWith(prefix) && name.endsWith('.parquet'));
  if (shards.length > 0) return shards.map((name) => join(taskFolder, name));
  throw new UserError(
    `Expected the ${split} rows of ${info.title} at ${join(taskFolder, `${prefix}*.parquet`)}: no such file` +
      ` among ${names.length === 0 ? 'none' : names.join(', ')}.`,
  );
}

async function readShards(info: TaskInfo, paths: readonly string[], limit: number): Promise<Example[]> {
  const { text, pair, label } = PARQUET_COLUMNS[info.name];
  const columns = [text, ...(pair === undefined ? [] : [pair]), label];
  const examples: Example[] = [];
  for (const path of paths) {
    if (examples.length >= limit) break;
    const { read } = await openParquet(path);
    for await (const { rows, begin } of read({ columns, limit: limit - examples.length })) {
      for (const [i, row] of rows.entries())
        examples.push(toExample(row, info, { id: examples.length, where: `row ${begin + i} of ${path}` }));
    }
  }
  return examples;
}

function toExample(
  row: Record<string, unknown>,
  info: TaskInfo,
  { id, where }: { id: number; where: string },
): Example {
  const columns = PARQUET_COLUMNS[info.name];
  const label = checkLabel(row[columns.label], info, where);
  return {
    id,
    text: readText(row, columns.text, where),
    ...(columns.pair === undefined ? {} : { pair: readText(row, columns.pair, where) }),
    label: info.kind === 'regression' ? Number(label.toFixed(SCORE_DECIMALS)) : label,
  };
}

function readText(row: Record<string, unknown>, column: string, where: string): string {
  const text = row[column];
  if (typeof text === 'string') return text;
  throw new UserError(`Expected a text in column "${column}" at ${where}, got ${String(text)}.`);
}
