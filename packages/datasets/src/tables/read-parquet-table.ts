import { messageOf, UserError } from '@lamella/core';
import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { checkHeader, requireColumns } from './find-columns.ts';
import { type Table, TableBuilder } from './table.ts';

/**
 * The rows of a Parquet file, one row group after the other.
 *
 * @param onRows is told how many rows have been read, and of how many
 */
export async function readParquetTable(
  path: string,
  columns: readonly string[],
  onRows: (numRows: number, of: number) => void,
): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((error: unknown): never => {
    throw parquetError(path, error);
  });
  const found = parquetSchema(metadata).children.map(({ element }) => element.name);
  checkHeader(found, path);
  requireColumns(columns, found, path);
  const builder = new TableBuilder(path, columns);
  for (const [rowStart, rowEnd] of rowGroups(metadata)) {
    const rows = await parquetReadObjects({
      ...{ file, metadata, rowStart, rowEnd, compressors },
      columns: [...columns],
      parsers: { stringFromBytes: decodeUtf8 },
    }).catch((error: unknown): never => {
      throw parquetError(`${path}, rows ${rowStart + 1} to ${rowEnd}`, error);
    });
    for (const row of rows) builder.add((column) => (row[column] ?? null) as unknown);
    onRows(rowEnd, Number(metadata.num_rows));
  }
  return builder.finish(found);
}

function rowGroups({ row_groups: groups }: FileMetaData): [begin: number, end: number][] {
  let begin = 0;
  return groups.map(({ num_rows: count }) => {
    const range: [number, number] = [begin, begin + Number(count)];
    begin = range[1];
    return range;
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws TypeError for what is not UTF-8, where the library would put replacement characters */
function decodeUtf8(bytes: Uint8Array | undefined): string | undefined {
  return bytes && decoder.decode(bytes);
}

function parquetError(where: string, error: unknown): UserError {
  const reason = messageOf(error).replace(/\.$/, '');
  return new UserError(`Expected a whole Parquet file at ${where}: ${reason}.`, {
    exitCode: 2,
    cause: error,
  });
}
