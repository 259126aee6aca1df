import { join } from 'node:path';
import { writeFileAtomically } from '@lamella/files';
import type { ResultsTable } from './make-table.ts';

/** Writes an experiment's tables into a folder: `table.md`, `table.csv` and those that its results have beyond. */
export async function writeTable(
  folder: string,
  { markdown, csv, further }: Pick<ResultsTable, 'markdown' | 'csv' | 'further'>,
): Promise<void> {
  const files = new Map([['table.md', markdown], ['table.csv', csv], ...further]);
  for (const [name, content] of files) await writeFileAtomically(join(folder, name), content);
}
