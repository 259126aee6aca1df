import { shorten, UserError } from '@lamella/core';
import type { Table } from '@lamella/datasets';

/** A column of a table, in which values are looked for. */
export interface Column {
  readonly table: Table;
  readonly name: string;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A text that is not empty.
 *
 * @throws UserError (exit code 2) with the row's place for anything else
 */
export function textAt(column: Column, row: number): string {
  const value = column.table.value(row, column.name);
  if (typeof value !== 'string') throw wrongCell(column, row, { expected: 'a text', value });
  if (value.trim() === '') throw wrongCell(column, row, { expected: 'a text that is not empty', value });
  return value;
}

/**
 * The name of a class: a text as it stands there, or a number or true or false as JSON writes it.
 *
 * @throws UserError (exit code 2) with the row's place for anything else
 */
export function classAt(column: Column, row: number): string {
  const value = column.table.value(row, column.name);
  const isName =
    (typeof value === 'string' && value.trim() !== '') ||
    typeof value === 'number' ||
    typeof value === 'boolean';
  if (!isName) throw wrongCell(column, row, { expected: 'a class', value });
  return String(value);
}

/**
 * A number, also one that CSV holds as text.
 *
 * @throws UserError (exit code 2) with the row's place for anything else
 */
export function numberAt(column: Column, row: number): number {
  const value = column.table.value(row, column.name);
  const number = typeof value === 'string' && isDecimal(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw wrongCell(column, row, { expected: 'a finite number', value });
  // Labels are trained on as 32-bit numbers.
  if (!Number.isFinite(Math.fround(number)))
    throw wrongCell(column, row, { expected: 'a number below 3.4e38', value });
  return number;
}

/** Whether a text is a decimal number, such as `-1.5e3`. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text.trim());
}

/** A value that a column can't have, with its place. */
export function wrongCell(
  { table, name }: Column,
  row: number,
  { expected, value }: { readonly expected: string; readonly value: unknown },
): UserError {
  return new UserError(
    `Expected ${expected} at ${table.where(row)}, column "${name}", got ${describeCell(value)}.`,
    { exitCode: 2 },
  );
}

function describeCell(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (value === '') return 'an empty one';
  return shorten(JSON.stringify(value));
}
