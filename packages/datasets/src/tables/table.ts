import { ColumnStore } from './column-store.ts';
import { GrowingArray } from './growing-array.ts';

/** A row: the values of the wanted columns by name; a column that the row doesn't have is `undefined`. */
export type TableRow = Readonly<Record<string, unknown>>;

/** Rows of a file, held compactly. */
export interface Table {
  readonly path: string;
  /** The columns that were asked for. */
  readonly columns: readonly string[];
  /** All columns of the file. */
  readonly available: readonly string[];
  readonly numRows: number;
  /** One value, decoded when it is asked for: text as it stands in CSV, any value of JSON or Parquet. */
  value(row: number, column: string): unknown;
  row(row: number): TableRow;
  /** Where a row stands, for messages: `reviews.csv:17`, or `reviews.parquet, row 16`. */
  where(row: number): string;
}

/** Takes rows one by one, and gives the table of them. */
export class TableBuilder {
  readonly #stores: ReadonlyMap<string, ColumnStore>;
  readonly #lines = new GrowingArray();
  readonly path: string;
  #numRows = 0;

  constructor(path: string, columns: readonly string[]) {
    this.path = path;
    this.#stores = new Map(columns.map((column) => [column, new ColumnStore()]));
  }

  get numRows(): number {
    return this.#numRows;
  }

  /** @param line where the row begins; left out in files without lines */
  add(valueOf: (column: string) => unknown, line?: number): void {
    for (const [column, store] of this.#stores) store.push(valueOf(column));
    if (line !== undefined) this.#lines.push(line);
    this.#numRows++;
  }

  /** @param available all columns of the file */
  finish(available: readonly string[]): Table {
    const { path } = this;
    const columns = [...this.#stores.keys()];
    const value = (row: number, column: string): unknown => this.#stores.get(column)?.at(row);
    return {
      path,
      columns,
      available,
      numRows: this.#numRows,
      value,
      row: (row) => Object.fromEntries(columns.map((column) => [column, value(row, column)])),
      where: (row) => (this.#lines.length > 0 ? `${path}:${this.#lines.at(row)}` : `${path}, row ${row + 1}`),
    };
  }
}
