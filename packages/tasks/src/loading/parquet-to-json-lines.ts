import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** The rows of Parquet files, file after file, as JSON Lines; 64-bit integers become plain numbers. */
export async function parquetToJsonLines(paths: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const path of paths) {
    const file = await asyncBufferFromFile(path);
    for (const row of await parquetReadObjects({ file, compressors })) {
      lines.push(
        JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
      );
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}
