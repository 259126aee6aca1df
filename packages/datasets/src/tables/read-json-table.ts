import { messageOf, UserError } from '@lamella/core';
import { findJsonProblem, isRecord, lineAndColumn } from '@lamella/files';
import { requireColumns } from './find-columns.ts';
import { type OnBytes, readBytes } from './read-bytes.ts';
import { readLines } from './read-lines.ts';
import { type Table, TableBuilder } from './table.ts';

/** A list is parsed as one text: beyond this, JSON Lines are the form that is read row by row. */
const MOST_BYTES = 2 ** 28;

/** An object per line (JSON Lines); the columns are the keys of all objects. */
export async function readJsonLinesTable(
  path: string,
  columns: readonly string[],
  onBytes?: OnBytes,
): Promise<Table> {
  const builder = new TableBuilder(path, columns);
  const keys = new Set<string>();
  for await (const lines of readLines(path, onBytes))
    for (const line of lines)
      addRow(builder, keys, { value: parse(line.text, path, line.number), path, line: line.number });
  return finish(builder, keys, columns);
}

/** A list of objects, or an object per line, which some tools write under the same ending. */
export async function readJsonTable(
  path: string,
  columns: readonly string[],
  options: { readonly numBytes: number; readonly onBytes: OnBytes },
): Promise<Table> {
  if ((await firstCharacter(path)) !== '[') return await readJsonLinesTable(path, columns, options.onBytes);
  if (options.numBytes > MOST_BYTES)
    throw new UserError(
      `Expected a list of at most ${MOST_BYTES} bytes in ${path}, got ${options.numBytes}. Save it as JSON Lines (.jsonl): an object per line.`,
      { exitCode: 2 },
    );
  const pieces: Buffer[] = [];
  for await (const piece of readBytes(path, options.onBytes)) pieces.push(piece);
  const builder = new TableBuilder(path, columns);
  const keys = new Set<string>();
  const list = parse(Buffer.concat(pieces).toString('utf8'), path, 1) as readonly unknown[];
  for (const [index, value] of list.entries()) addRow(builder, keys, { value, path, row: index + 1 });
  return finish(builder, keys, columns);
}

async function firstCharacter(path: string): Promise<string | undefined> {
  for await (const piece of readBytes(path)) {
    const text = piece.toString('utf8').trimStart();
    if (text !== '') return text[0];
  }
  return undefined;
}

function parse(text: string, path: string, firstLine: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw jsonError(error, { text, path, firstLine });
  }
}

function jsonError(
  error: unknown,
  { text, path, firstLine }: { readonly text: string; readonly path: string; readonly firstLine: number },
): UserError {
  const { offset, message } = findJsonProblem(text) ?? { offset: 0, message: messageOf(error) };
  const { line, column } = lineAndColumn(text, offset);
  const where = `${path}:${firstLine + line - 1}:${column}`;
  return new UserError(`Expected an object in JSON at ${where}: ${message}.`, { exitCode: 2, cause: error });
}

interface FoundRow {
  readonly value: unknown;
  readonly path: string;
  readonly line?: number;
  readonly row?: number;
}

function addRow(builder: TableBuilder, keys: Set<string>, { value, path, line, row }: FoundRow): void {
  const where = (): string => (line === undefined ? `${path}, row ${row}` : `${path}:${line}`);
  if (!isRecord(value)) {
    const found = JSON.stringify(value).slice(0, 60);
    throw new UserError(`Expected an object with the columns as keys at ${where()}, got ${found}.`, {
      exitCode: 2,
    });
  }
  for (const key of Object.keys(value)) keys.add(key);
  try {
    builder.add((column) => (Object.hasOwn(value, column) ? value[column] : undefined), line);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `Expected texts or plain lists and objects at ${where()}, got a value too deep to be kept.`,
      {
        exitCode: 2,
        cause: error,
      },
    );
  }
}

function finish(builder: TableBuilder, keys: ReadonlySet<string>, columns: readonly string[]): Table {
  if (builder.numRows > 0) requireColumns(columns, [...keys], builder.path);
  return builder.finish([...keys]);
}
