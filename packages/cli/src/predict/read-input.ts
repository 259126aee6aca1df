import { UserError } from '@lamella/core';
import { alpacaPrompt, readTable, type Table } from '@lamella/datasets';
import { contextAt, type Message, readConversation, textAt } from '@lamella/tasks';

/** The columns that texts are read from, by what they are. */
export interface InputColumns {
  readonly text?: string;
  readonly textPair?: string;
  readonly instruction?: string;
  readonly instructionInput?: string;
  readonly messages?: string;
}

/** A row as a model reads it. */
export type InputRow =
  | { readonly form: 'text'; readonly text: string; readonly pair?: string }
  | { readonly form: 'messages'; readonly messages: readonly Message[] };

/** The rows of a file. */
export interface Input {
  readonly table: Table;
  /** The columns that are repeated beside what is predicted. */
  readonly shown: readonly string[];
  row(row: number): InputRow & { readonly where: string };
}

/**
 * Reads the rows of a file, all of which are looked at before anything is predicted.
 *
 * @param options.columns those that are named, or else those that the model was trained with
 * @param options.keep further columns that are repeated
 * @throws {UserError} (exit code 2) for missing columns, and with the place of the first row that has no text
 */
export async function readInput(
  path: string,
  options: {
    readonly columns: InputColumns;
    readonly isDecoder: boolean;
    readonly keep: readonly string[];
  },
): Promise<Input> {
  const { columns, keep } = options;
  checkColumns(options);
  const read = Object.values(columns as Readonly<Record<string, string>>);
  const shown = [...new Set([...keep, ...read])];
  const table = await readTable(path, { columns: shown });
  const input = {
    table,
    shown,
    row: (row: number) => ({ ...rowAt(table, row, columns), where: table.where(row) }),
  };
  for (let row = 0; row < table.numRows; row++) input.row(row);
  return input;
}

function checkColumns({
  columns,
  isDecoder,
}: {
  readonly columns: InputColumns;
  readonly isDecoder: boolean;
}): void {
  const { text, textPair, instruction, instructionInput, messages } = columns;
  const forms = [text, instruction, messages].filter((column) => column !== undefined).length;
  const wanted = isDecoder ? 'one of --text, --instruction and --messages' : '--text';
  const foreign = isDecoder
    ? [textPair === undefined ? '' : '--text-pair, which is for classifiers']
    : [instruction ?? instructionInput ?? messages].map((column) =>
        column === undefined ? '' : 'a column that decoders alone read',
      );
  const [wrong = ''] = foreign;
  if (forms === 1 && wrong === '' && (instructionInput === undefined || instruction !== undefined)) return;
  const found = wrong || (forms === 0 ? 'none' : 'several');
  throw new UserError(`Expected ${wanted} with the name of a column, got ${found}.`, { exitCode: 2 });
}

function rowAt(table: Table, row: number, columns: InputColumns): InputRow {
  const { text, textPair, instruction, instructionInput, messages } = columns;
  if (messages !== undefined) return { form: 'messages', messages: openTurn(table, row, messages) };
  if (instruction !== undefined) {
    const context = instructionInput === undefined ? '' : contextAt(table, row, instructionInput);
    return { form: 'text', text: alpacaPrompt(textAt(table, row, instruction), context) };
  }
  return {
    form: 'text',
    text: textAt(table, row, text ?? ''),
    ...(textPair !== undefined && { pair: textAt(table, row, textPair) }),
  };
}

/** A conversation in which it is the assistant's turn: what it says at the end of a row is what is to be predicted. */
function openTurn(table: Table, row: number, column: string): Message[] {
  const where = `${table.where(row)}, column "${column}"`;
  const messages = readConversation(table.value(row, column), where);
  const open = messages.at(-1)?.role === 'assistant' ? messages.slice(0, -1) : messages;
  if (open.some(({ role }) => role === 'user')) return open;
  throw new UserError(`Expected a message of the user at ${where}, got none.`, { exitCode: 2 });
}

/** The columns that are asked for, or else those that the model was trained with, or else one of the name `text`. */
export function chooseColumns(
  asked: InputColumns,
  trained: Readonly<Record<string, string>> = {},
): InputColumns {
  if (Object.keys(asked).length > 0) return asked;
  const { text, textPair, instruction, input, messages } = trained;
  const known = {
    ...(text !== undefined && { text }),
    ...(textPair !== undefined && { textPair }),
    ...(instruction !== undefined && { instruction }),
    ...(input !== undefined && { instructionInput: input }),
    ...(messages !== undefined && { messages }),
  };
  return Object.keys(known).length > 0 ? known : { text: 'text' };
}

/** Refuses columns that have the name of something that is predicted. */
export function refuseSameNames(shown: readonly string[], results: readonly string[]): void {
  const same = shown.find((name) => results.includes(name));
  if (same === undefined) return;
  throw new UserError(
    `Expected columns of other names than ${results.join(', ')}, got "${same}": it would stand beside what is predicted. Rename it, or leave it out.`,
    { exitCode: 2 },
  );
}
