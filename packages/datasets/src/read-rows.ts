import { gunzipSync } from 'node:zlib';
import { messageOf, UserError } from '@lamella/core';
import { decodeText, isRecord, readJsonFile, readWholeFile } from '@lamella/files';

/** A file that is read as one text; MetaMathQA has 400 MB. */
const MOST_BYTES = 2 ** 29 - 64;

/** One object of a file, and where it stands for messages: `problems.jsonl:3`, or `problems.json, row 3`. */
export interface Row {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly where: string;
}

/**
 * The objects of a file: one per line (`.jsonl`, `.jsonl.gz`; blank lines are skipped) or a JSON list (`.json`).
 *
 * @throws UserError with file and line for what is no object, and for a file without rows
 */
export function readRows(path: string): Row[] {
  const rows = path.endsWith('.json') ? readList(path) : readLines(path);
  if (rows.length === 0) throw new UserError(`Expected at least one row in ${path}, got none.`);
  return rows;
}

/** A field that is a text. */
export function textOf({ fields, where }: Row, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw wrongField({ fields, where }, name, 'a text');
}

/** A field that is a list of texts; an absent one is empty if `isOptional`. */
export function textsOf({ fields, where }: Row, name: string, isOptional = false): readonly string[] {
  const value = fields[name] ?? (isOptional ? [] : undefined);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw wrongField({ fields, where }, name, 'a list of texts');
}

/** A field that is a whole number. */
export function numberOf({ fields, where }: Row, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrongField({ fields, where }, name, 'a whole number');
}

function wrongField({ fields, where }: Row, name: string, expected: string): UserError {
  const keys = Object.keys(fields).join(', ') || 'none';
  const found =
    name in fields
      ? `, got ${JSON.stringify(fields[name]).slice(0, 60)}`
      : `: no such field (fields: ${keys})`;
  return new UserError(`Expected "${name}" to be ${expected} at ${where}${found}.`);
}

function readList(path: string): Row[] {
  const list = readJsonFile(path, MOST_BYTES);
  if (!Array.isArray(list)) throw new UserError(`Expected a list of objects in ${path}, got ${typeof list}.`);
  return list.map((value: unknown, i) => toRow(value, `${path}, row ${i + 1}`));
}

function readLines(path: string): Row[] {
  const rows: Row[] = [];
  for (const [i, line] of readText(path).split('\n').entries()) {
    if (line.trim() !== '') rows.push(toRow(parseLine(line, `${path}:${i + 1}`), `${path}:${i + 1}`));
  }
  return rows;
}

function readText(path: string): string {
  try {
    const bytes = readWholeFile(path, { what: 'rows' });
    return decodeText(
      path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes,
      path,
    );
  } catch (cause) {
    const reason = messageOf(cause);
    throw new UserError(`Expected rows (JSON Lines) at ${path}, could not read it: ${reason}.`, { cause });
  }
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UserError(`Expected an object in JSON at ${where}: ${messageOf(cause)}.`, { cause });
  }
}

function toRow(value: unknown, where: string): Row {
  if (isRecord(value)) return { fields: value, where };
  throw new UserError(`Expected an object at ${where}, got ${JSON.stringify(value).slice(0, 60)}.`);
}
