import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { tellProgress, UserError } from '@lamella/core';
import { errorCode, fileSystemError } from '@lamella/files';
import type { Table } from './table.ts';

export interface ReadTableOptions {
  /** The columns that are read; the others are passed over. */
  readonly columns: readonly string[];
}

/** Options of a reader besides the path. */
interface Reading {
  readonly columns: readonly string[];
  readonly numBytes: number;
  readonly onBytes: (numBytes: number) => void;
  readonly onShare: (share: number) => void;
}

type Reader = (path: string, reading: Reading) => Promise<Table>;

const delimited =
  (delimiter: ',' | '\t'): Reader =>
  async (path, { columns, onBytes }) => {
    // Only now: few runs read such files.
    const { readDelimitedTable } = await import('./read-delimited-table.ts');
    const dialect = { delimiter, hasStrictQuotes: delimiter === ',' };
    return readDelimitedTable(path, columns, { dialect, onBytes });
  };

const jsonLines: Reader = async (path, { columns, onBytes }) =>
  (await import('./read-json-table.ts')).readJsonLinesTable(path, columns, onBytes);

/** Readers by the ending of a file's name. */
const readers: Readonly<Record<string, Reader>> = {
  '.csv': delimited(','),
  '.tsv': delimited('\t'),
  '.json': async (path, { columns, ...options }) =>
    (await import('./read-json-table.ts')).readJsonTable(path, columns, options),
  '.jsonl': jsonLines,
  '.ndjson': jsonLines,
  '.parquet': async (path, { columns, onShare }) =>
    (await import('./read-parquet-table.ts')).readParquetTable(path, columns, (rows, of) =>
      onShare(rows / of),
    ),
};

/** The endings of files that hold a table. */
export const tableEndings: readonly string[] = Object.keys(readers);

/**
 * Reads some columns of a table: CSV (RFC 4180), TSV, a JSON list of objects, JSON Lines or Parquet, by the ending of its name. Text
 * is UTF-8, with or without a byte-order mark; the first line of CSV and TSV names the columns.
 *
 * Values of CSV and TSV are text, those of JSON and Parquet what they are. A row of JSON without one of the columns has
 * `undefined` there; a column that no row has is an error. The rows are held compactly, in about the bytes of their texts. How far the
 * reading is, `listenToProgress` hears.
 *
 * @throws UserError (exit code 2) for a file that is missing, empty, of another encoding or malformed, and for columns that
 * it does not have; with the row's place
 */
export async function readTable(path: string, { columns }: ReadTableOptions): Promise<Table> {
  const ending = extname(path).toLowerCase();
  const reader = readers[ending];
  if (reader === undefined)
    throw new UserError(
      `Expected a table in ${path} with one of the endings ${tableEndings.join(', ')}, got ${ending || 'none'}.`,
      { exitCode: 2 },
    );
  const numBytes = await sizeOf(path);
  let numRead = 0;
  const what = `reading ${basename(path)}`;
  const onShare = (share: number): void => tellProgress({ what, share });
  const table = await reader(path, {
    ...{ columns: [...new Set(columns)], numBytes, onShare },
    onBytes: (bytes) => onShare((numRead += bytes) / numBytes),
  });
  if (table.numRows > 0) return table;
  throw new UserError(`Expected at least one row in ${path}, got none.`, { exitCode: 2 });
}

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch((error: unknown): never => {
    if (errorCode(error) === 'ENOENT')
      throw new UserError(`Expected a table at ${path}: no such file.`, { exitCode: 2, cause: error });
    throw fileSystemError(error, 'read', path);
  });
  const kind = stats.isDirectory() ? 'a folder' : 'a pipe, a socket or a device';
  if (!stats.isFile()) throw new UserError(`Expected a table at ${path}, got ${kind}.`, { exitCode: 2 });
  if (stats.size > 0) return stats.size;
  throw new UserError(`Expected a table at ${path}, got an empty file.`, { exitCode: 2 });
}
