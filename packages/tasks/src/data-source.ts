import { UserError } from '@lamella/core';
import type { TableData } from './tables/table-data.ts';

/** Where the examples of a task come from, as specs say it. */
export type DataSource =
  | { readonly kind: 'mini-glue' }
  | { readonly kind: 'mini' }
  /** A folder with GLUE in its official layout. */
  | { readonly kind: 'folder'; readonly path: string }
  | TableData
  | OwnData;

/** Data that someone else publishes: files, or a data set of the hub. */
export type OwnData =
  | {
      readonly kind: 'files';
      /** Training examples: a file of instructions and answers, or the folder of a data set. */
      readonly train: string;
      /** Files of problems, by benchmark. */
      readonly benchmarks?: Readonly<Partial<Record<string, string>>>;
    }
  | { readonly kind: 'hub'; readonly id?: string; readonly revision?: string };

/** Limits on the number of rows that are read of each split. */
export interface Rows {
  readonly train?: number;
  readonly dev?: number;
}

/**
 * The data of a task on a table.
 *
 * @throws UserError (exit code 2) for data of another kind
 */
export function requireTable(data: DataSource, task: string): TableData {
  if (data.kind === 'table') return data;
  throw new UserError(`Expected data of the kind table for ${task}, got ${data.kind}.`, { exitCode: 2 });
}
