import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '@lamella/core';
import type { Example, Split } from '@lamella/datasets';
import { TSV_COLUMNS, tsvFile } from './columns.ts';
import { readTsv } from './read-tsv.ts';
import type { SplitLimits, Splits } from './splits.ts';
import type { TaskInfo } from './tasks.ts';

/**
 * Reads a task from a folder in GLUE's official layout (`<TASK>/train.tsv`, `<TASK>/dev.tsv`). MNLI's mismatched
 * set may be absent; any other missing file is an error that says what was looked for.
 */
export function readFolder(info: TaskInfo, folder: string, limits: SplitLimits = {}): Splits {
  const pathOf = (split: Split): string => join(folder, info.title, `${tsvFile(info.name, split)}.tsv`);
  const read = (split: Split): Example[] => {
    const path = pathOf(split);
    if (!existsSync(path)) throw missingFile(info, split, path);
    return readTsv(path, { info, columns: TSV_COLUMNS[info.name], limit: limits[split] });
  };
  const hasMismatched = info.name === 'mnli' && existsSync(pathOf('devMismatched'));
  return {
    train: read('train'),
    dev: read('dev'),
    ...(hasMismatched ? { devMismatched: read('devMismatched') } : {}),
  };
}

function missingFile(info: TaskInfo, split: Split, path: string): UserError {
  return new UserError(
    `Expected the ${split} rows of ${info.title} at ${path} (GLUE's official layout): no such file; ${describeFolder(dirname(path))}.`,
    { exitCode: 2 },
  );
}

function describeFolder(folder: string): string {
  if (!existsSync(folder)) return `${folder} does not exist`;
  return `${folder} holds ${readdirSync(folder).sort().join(', ') || 'nothing'}`;
}
