import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'lamella-benchmarks-'));

/** Writes rows to a file, as JSON Lines or (`.json`) a list, and returns its path. */
export function writeRows(rows: readonly object[], name = 'rows.jsonl'): string {
  const path = join(folder, name);
  const text = name.endsWith('.json')
    ? JSON.stringify(rows)
    : rows.map((row) => JSON.stringify(row)).join('\n');
  writeFileSync(path, text);
  return path;
}
