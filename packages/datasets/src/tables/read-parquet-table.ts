import { checkHeader } from './find-columns.ts';
import { openParquet } from './open-parquet.ts';
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
  const { columns: found, numRows, read } = await openParquet(path);
  checkHeader(found, path);
  const builder = new TableBuilder(path, columns);
  for await (const { rows, begin } of read({ columns })) {
    for (const row of rows) builder.add((column) => (row[column] ?? null) as unknown);
    onRows(begin + rows.length, numRows);
  }
  return builder.finish(found);
}
