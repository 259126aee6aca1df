import { readTable, type Table } from '@lamella/datasets';
import { findColumns } from './find-columns.ts';
import { inferTask } from './infer-task.ts';
import { type TunedTask, type TuneRequest } from './tune-request.ts';

/** The task and the columns of the table that it is learnt from, with the reason. */
export interface FoundData {
  readonly task: TunedTask;
  readonly why: string;
  /** The columns by their keys in a spec. */
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * Finds what is learnt: named by the request, or inferred from the model's kind, the columns and the labels.
 *
 * @throws UserError (exit code 2) for files and columns that are missing or malformed
 */
export async function findData(request: TuneRequest, kind: 'encoder' | 'decoder'): Promise<FoundData> {
  const { label } = request;
  const table = await readTable(request.train, {
    columns: label !== undefined && kind === 'encoder' ? [label] : [],
  });
  const { task, columns } = findColumns(request, { kind, available: table.available });
  if (task !== undefined)
    return { task, columns, why: kind === 'decoder' ? 'the model is a decoder' : 'as given' };
  if (request.labels !== undefined)
    return { task: 'text-classification', columns, why: 'the labels are given' };
  return { ...inferTask(valuesOf(table, label ?? '')), columns };
}

function* valuesOf(table: Table, column: string): Generator<unknown> {
  for (let row = 0; row < table.numRows; row++) yield table.value(row, column);
}

/** The part of a spec that names the table. */
export function dataOf(
  request: TuneRequest,
  { columns }: FoundData,
  toPath: (path: string) => string,
): Record<string, unknown> {
  const { train, dev, test, labels, metric } = request;
  return {
    kind: 'table',
    train: toPath(train),
    ...(dev !== undefined && { dev: toPath(dev) }),
    ...(test !== undefined && { test: toPath(test) }),
    ...columns,
    ...(labels !== undefined && { labels: [...labels] }),
    ...(metric !== undefined && { metric }),
  };
}
