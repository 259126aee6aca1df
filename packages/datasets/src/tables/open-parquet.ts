import { messageOf, UserError } from '@lamella/core';
import type { FileMetaData } from 'hyparquet';
import { requireColumns } from './find-columns.ts';

/** The part of a Parquet file that is read. */
export interface ParquetReading {
  /** @default all */
  readonly columns?: readonly string[];
  /** The first rows alone; row groups after them are not read. */
  readonly limit?: number;
  /** Whether bytes that the file does not call text are text all the same; images are none. @default true */
  readonly areBytesText?: boolean;
}

/** Some rows of a file, one after another. */
export interface ParquetRows {
  readonly rows: readonly Record<string, unknown>[];
  /** The first one's place in the file, from 0. */
  readonly begin: number;
}

/** A Parquet file whose rows have not been read. */
export interface ParquetFile {
  readonly columns: readonly string[];
  readonly numRows: number;
  /**
   * The rows, a row group at a time: no more is in memory. Text is checked to be UTF-8, and 64-bit integers are bigints.
   *
   * @throws UserError (exit code 2) for a column that is not there, and for what is damaged
   */
  readonly read: (reading?: ParquetReading) => AsyncGenerator<ParquetRows>;
}

/**
 * Opens a Parquet file.
 *
 * @throws UserError (exit code 2) for a file that is none, or not whole
 */
export async function openParquet(path: string): Promise<ParquetFile> {
  // Only now: few runs read such files.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } =
    await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch(refuse(path));
  const found = parquetSchema(metadata).children.map(({ element }) => element.name);
  return {
    columns: found,
    numRows: Number(metadata.num_rows),
    read: async function* ({ columns = found, limit = Infinity, areBytesText = true } = {}) {
      requireColumns(columns, found, path);
      for (const [rowStart, groupEnd] of rowGroups(metadata)) {
        if (rowStart >= limit) return;
        // Some writers leave groups without rows between the others.
        if (groupEnd === rowStart) continue;
        const rowEnd = Math.min(groupEnd, limit);
        const rows = await parquetReadObjects({
          ...{ file, metadata, rowStart, rowEnd, compressors },
          columns: [...columns],
          utf8: areBytesText,
          parsers: { stringFromBytes: decodeUtf8 },
        }).catch(refuse(`${path}, rows ${rowStart + 1} to ${rowEnd}`));
        yield { rows, begin: rowStart };
      }
    },
  };
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

function refuse(where: string): (error: unknown) => never {
  return (cause) => {
    const reason = messageOf(cause).replace(/\.$/, '');
    throw new UserError(`Expected a whole Parquet file at ${where}: ${reason}.`, { exitCode: 2, cause });
  };
}
