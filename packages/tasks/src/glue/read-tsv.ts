import { UserError } from '@lamella/core';
import type { Example } from '@lamella/datasets';
import { readTextFile } from '@lamella/files';
import type { TsvColumns } from './columns.ts';
import { parseLabel } from './parse-label.ts';
import type { TaskInfo } from './tasks.ts';

export interface ReadTsvOptions {
  readonly info: TaskInfo;
  readonly columns: TsvColumns;
  /** Read no more than the first rows. */
  readonly limit?: number | undefined;
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Reads one split from a tab-separated file as GLUE writes them: no quoting (a `"` is a character), columns found
 * by the names in the header line.
 *
 * @throws UserError with file and line for a missing column, a row of another number of columns, an unknown label
 */
export function readTsv(path: string, { info, columns, limit = Infinity }: ReadTsvOptions): Example[] {
  const lines = readLines(path);
  const header = columns.impliedHeader ?? lines[0]?.split('\t') ?? [];
  const findColumn = (name: string): number => indexOfColumn(name, header, path);
  const text = findColumn(columns.text);
  const pair = columns.pair === undefined ? undefined : findColumn(columns.pair);
  const label = findColumn(columns.label);
  const names = columns.labels ?? info.labels;

  const rows = selectRows(lines, { path, header, columns, limit });
  if (rows.length === 0) throw new UserError(`Expected at least one row in ${path}, got none.`);
  return rows.map(({ cells, line }, id) => ({
    id,
    text: cells[text] ?? '',
    ...(pair === undefined ? {} : { pair: cells[pair] ?? '' }),
    label: parseLabel(cells[label] ?? '', info, { names, where: `${path}:${line}` }),
  }));
}

function readLines(path: string): string[] {
  const content = readTextFile(path);
  // Only line feeds end a line: some texts hold other characters that editors take for line ends.
  const lines = content.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function indexOfColumn(name: string, header: readonly string[], path: string): number {
  const index = header.indexOf(name);
  if (index !== -1) return index;
  throw new UserError(
    `Expected a column "${name}" in the first line of ${path}, got ${header.join(', ') || 'nothing'}.`,
  );
}

interface RowOptions {
  readonly path: string;
  readonly header: readonly string[];
  readonly columns: TsvColumns;
  readonly limit: number;
}

function selectRows(lines: readonly string[], { path, header, columns, limit }: RowOptions): Row[] {
  const rows: Row[] = [];
  let brokenRows = 0;
  for (
    let index = columns.impliedHeader === undefined ? 1 : 0;
    index < lines.length && rows.length < limit;
    index++
  ) {
    const row = { cells: (lines[index] ?? '').split('\t'), line: index + 1 };
    if (row.cells.length === header.length) rows.push(row);
    else if (++brokenRows > (columns.brokenRowsAllowed ?? 0)) throw wrongColumnCount(path, header, row);
  }
  return rows;
}

function wrongColumnCount(path: string, header: readonly string[], row: Row): UserError {
  return new UserError(
    `Expected ${header.length} tab-separated columns (${header.join(', ')}) at ${path}:${row.line}, got ${row.cells.length}.`,
  );
}
