import type { Example, Examples, Table } from '@lamella/datasets';
import { textAt } from './read-cells.ts';

/** A table with the label of each of its rows: a class index or a number. */
export interface LabelledTable {
  readonly table: Table;
  readonly labels: ArrayLike<number>;
}

/** The columns that texts stand in. */
export interface TextColumns {
  readonly text: string;
  readonly textPair?: string | undefined;
}

/** Some rows of a table as examples, which are made when they are gone through: the texts are held once, in the table. */
export class TableExamples implements Examples {
  readonly #source: LabelledTable;
  readonly #columns: TextColumns;
  readonly #rows: Uint32Array;

  /** @param rows those that are in it, in order; all of them if left out */
  constructor(source: LabelledTable, columns: TextColumns, rows?: Uint32Array) {
    this.#source = source;
    this.#columns = columns;
    this.#rows = rows ?? Uint32Array.from({ length: source.table.numRows }, (_, row) => row);
  }

  get length(): number {
    return this.#rows.length;
  }

  *[Symbol.iterator](): Generator<Example> {
    for (let id = 0; id < this.length; id++) yield this.at(id);
  }

  /** The first examples; all of them where no number is given. */
  first(count?: number): TableExamples {
    return new TableExamples(this.#source, this.#columns, this.#rows.subarray(0, count));
  }

  /**
   * @throws UserError (exit code 2) with the row's place for a text that is missing or empty
   */
  at(id: number): Example {
    const { table } = this.#source;
    const { text, textPair } = this.#columns;
    const row = this.#rows[id] ?? 0;
    return {
      id,
      text: textAt({ table, name: text }, row),
      ...(textPair !== undefined && { pair: textAt({ table, name: textPair }, row) }),
      label: this.labelOf(id),
    };
  }

  /** The label of an example, without its texts. */
  labelOf(id: number): number {
    return this.#source.labels[this.#rows[id] ?? 0] ?? NaN;
  }

  /** Where an example stands. */
  where(id: number): string {
    return this.#source.table.where(this.#rows[id] ?? 0);
  }
}
