import { UserError } from '@lamella/core';
import { alpacaPrompt, type Table } from '@lamella/datasets';
import type { TableData } from '../tables/table-data.ts';
import { readMessages } from './read-messages.ts';
import type { TextExample, TextRow } from './text-row.ts';

/** The columns of a table that a decoder learns from. */
export type TextColumns = Pick<TableData, 'text' | 'instruction' | 'input' | 'output' | 'messages'>;

/** The columns' names, as a table is read with. */
export function textColumnNames({ text, instruction, input, output, messages }: TextColumns): string[] {
  return [text, instruction, input, output, messages].filter((name) => name !== undefined);
}

/**
 * The examples of a table: Alpaca's prompt around an instruction (with its input, where there is one) and the answer, or a
 * conversation, or a text.
 *
 * @param limit takes the first rows only
 * @throws UserError (exit code 2) with the place of the first row that is none
 */
export function readTextRows(table: Table, columns: TextColumns, limit = Infinity): TextRow[] {
  const read = readerOf(table, columns);
  return Array.from({ length: Math.min(table.numRows, limit) }, (_, row) => ({
    ...read(row),
    where: table.where(row),
  }));
}

function readerOf(table: Table, columns: TextColumns): (row: number) => TextExample {
  const { text, instruction, input, output, messages } = columns;
  if (messages !== undefined)
    return (row) => ({
      form: 'messages',
      messages: readMessages(
        table.value(row, messages) ?? missing(table, row, messages),
        `${table.where(row)}, column "${messages}"`,
      ),
    });
  if (text !== undefined) return (row) => ({ form: 'text', text: textAt(table, row, text) });
  if (instruction === undefined || output === undefined)
    throw new Error('Expected the columns of a task of text generation, got none');
  return (row) => {
    const context = input === undefined ? '' : contextAt(table, row, input);
    return {
      form: 'instruction',
      prompt: alpacaPrompt(textAt(table, row, instruction), context),
      target: textAt(table, row, output),
    };
  };
}

/**
 * A text in a table.
 *
 * @throws UserError (exit code 2) with its place, unless it is a text that is not empty
 */
export function textAt(table: Table, row: number, column: string): string {
  const value = table.value(row, column) ?? missing(table, row, column);
  if (typeof value !== 'string') throw wrong(table, row, { column, expected: 'a text', found: show(value) });
  if (value.trim() === '')
    throw wrong(table, row, { column, expected: 'a text that is not empty', found: show(value) });
  return value;
}

/**
 * A text in a table that may be empty, or not there.
 *
 * @throws UserError (exit code 2) with its place for anything else
 */
export function contextAt(table: Table, row: number, column: string): string {
  const value = table.value(row, column) ?? '';
  if (typeof value === 'string') return value;
  throw wrong(table, row, { column, expected: 'a text, or none', found: show(value) });
}

function missing(table: Table, row: number, column: string): never {
  throw wrong(table, row, { column, expected: 'a value', found: 'none' });
}

function wrong(
  table: Table,
  row: number,
  { column, expected, found }: { readonly column: string; readonly expected: string; readonly found: string },
): UserError {
  return new UserError(`Expected ${expected} at ${table.where(row)}, column "${column}", got ${found}.`, {
    exitCode: 2,
  });
}

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 60);
}
