import { openParquet } from '@lamella/datasets';

/** The rows of Parquet files, file after file, as JSON Lines; 64-bit integers become plain numbers. */
export async function parquetToJsonLines(paths: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const path of paths) {
    const { read } = await openParquet(path);
    for await (const { rows } of read()) for (const row of rows) lines.push(toLine(row));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function toLine(row: Record<string, unknown>): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}
