import { pipeline } from 'node:stream/promises';
import { UserError } from '@lamella/core';
import { CsvError, type Options, Parser } from 'csv-parse';
import { checkHeader, listColumns, requireColumns } from './find-columns.ts';
import { type OnBytes, readBytes } from './read-bytes.ts';
import { type Table, TableBuilder } from './table.ts';

/** How values are told apart. */
export interface Dialect {
  readonly delimiter: ',' | '\t';
  /**
   * CSV as RFC 4180 has it: a value with quotes around it may hold line breaks, and quotes stand nowhere else. Tab-separated
   * files are often written without quoting: there a quote inside of a value is a character, and a row is a line.
   */
  readonly hasStrictQuotes: boolean;
}

/** A longer row is a quote that was never closed. */
const MOST_ROW_BYTES = 2 ** 24;

/**
 * The rows of a file with a header line and a delimiter between values. Blank lines are skipped.
 *
 * @throws UserError (exit code 2) with the line for quotes that don't match, and for rows of more or fewer values than the header has
 */
export async function readDelimitedTable(
  path: string,
  columns: readonly string[],
  { dialect, onBytes }: { readonly dialect: Dialect; readonly onBytes: OnBytes },
): Promise<Table> {
  const rows = new DelimitedRows(path, columns, dialect);
  const parser = new RowParser(optionsOf(dialect), (record, numBlank) => rows.add(record, numBlank));
  parser.resume();
  try {
    await pipeline(readBytes(path, onBytes), parser);
  } catch (error) {
    throw error instanceof CsvError ? rows.explain(error) : error;
  }
  return rows.finish();
}

function optionsOf({ delimiter, hasStrictQuotes }: Dialect): Options {
  return {
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: !hasStrictQuotes,
    skip_empty_lines: true,
    max_record_size: MOST_ROW_BYTES,
  };
}

/** Hands rows on as they are found: through a stream, or with the parser's account of each, they take a third more time. */
class RowParser extends Parser {
  readonly #add: (record: readonly string[], numBlank: number) => void;

  constructor(options: Options, add: (record: readonly string[], numBlank: number) => void) {
    super(options);
    this.#add = add;
  }

  override push(record: readonly string[] | null): boolean {
    if (record === null) return super.push(record);
    if (this.destroyed) return false;
    try {
      this.#add(record, this.info.empty_lines);
    } catch (error) {
      this.destroy(error as Error);
    }
    return true;
  }
}

/** Takes the header and then the rows of a file. */
class DelimitedRows {
  readonly #path: string;
  readonly #columns: readonly string[];
  readonly #dialect: Dialect;
  readonly #builder: TableBuilder;
  #header: readonly string[] | undefined;
  #places: ReadonlyMap<string, number> = new Map();
  /** Lines of the rows so far; the parser's own count is wrong where values hold line breaks. */
  #numLines = 0;

  constructor(path: string, columns: readonly string[], dialect: Dialect) {
    this.#path = path;
    this.#columns = columns;
    this.#dialect = dialect;
    this.#builder = new TableBuilder(path, columns);
  }

  /** @param numBlank blank lines up to here, which the parser passes over */
  add(record: readonly string[], numBlank: number): void {
    const line = this.#numLines + numBlank + 1;
    const numBreaks = record.reduce((sum, value) => sum + countBreaks(value), 0);
    this.#numLines += 1 + numBreaks;
    if (numBreaks > 0 && !this.#dialect.hasStrictQuotes) throw this.#brokenRow(line);
    if (this.#header === undefined) return this.#start(record);
    if (record.length !== this.#header.length) throw this.#wrongCount(record.length, line);
    this.#builder.add((column) => record[this.#places.get(column) ?? -1], line);
  }

  finish(): Table {
    if (this.#header === undefined)
      throw new UserError(`Expected a header line in ${this.#path}, got nothing but blank lines.`, {
        exitCode: 2,
      });
    return this.#builder.finish(this.#header);
  }

  /** The parser's own error in our words. */
  explain({ code, message, empty_lines: numBlank }: CsvError): UserError {
    const where = `${this.#path}:${this.#numLines + Number(numBlank) + 1}`;
    const text = explanations[code];
    return new UserError(
      text === undefined ? `Expected rows at ${where}: ${message}.` : `${text[0]} at ${where}, ${text[1]}`,
      { exitCode: 2 },
    );
  }

  #start(header: readonly string[]): void {
    if (header.some((name) => name.includes('\r')))
      throw new UserError(
        `Expected line feeds at the ends of lines in ${this.#path}, got carriage returns alone. Save it with line ends of Unix or Windows.`,
        { exitCode: 2 },
      );
    checkHeader(header, this.#path);
    requireColumns(this.#columns, header, this.#path);
    this.#header = header;
    this.#places = new Map(header.map((name, index) => [name, index]));
  }

  #brokenRow(line: number): UserError {
    return new UserError(
      `Expected a row on one line at ${this.#path}:${line}, got a value that begins with a quote and ends some lines below. ` +
        'Save texts with line breaks as CSV or JSON Lines.',
      { exitCode: 2 },
    );
  }

  #wrongCount(count: number, line: number): UserError {
    const header = this.#header ?? [];
    const mark = this.#dialect.delimiter === ',' ? 'comma' : 'tab';
    const remedy = `A value with a ${mark} in it needs quotes around it.`;
    return new UserError(
      `Expected ${header.length} values (${listColumns(header)}) in the row at ${this.#path}:${line}, got ${count}. ${remedy}`,
      { exitCode: 2 },
    );
  }
}

function countBreaks(value: string): number {
  let count = 0;
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) count++;
  return count;
}

const explanations: Readonly<Record<string, readonly [expected: string, found: string]>> = {
  CSV_QUOTE_NOT_CLOSED: [
    'Expected a closing quote for the value that opens with one in the row',
    'got the end of the file.',
  ],
  CSV_INVALID_CLOSING_QUOTE: [
    'Expected the end of the value after its closing quote in the row',
    'got more text. A quote inside of a value is written twice: "".',
  ],
  INVALID_OPENING_QUOTE: [
    'Expected quotes around whole values in the row',
    'got one inside of a value. Put quotes around the value, and write those inside of it twice: "".',
  ],
  CSV_MAX_RECORD_SIZE: [
    `Expected a row of at most ${MOST_ROW_BYTES} bytes`,
    'got more: a quote is probably opened there and never closed.',
  ],
};
