import { readTable } from '@lamella/datasets';
import type { TableData } from '../tables/table-data.ts';
import type { ClassifierTableTask } from '../tables/table-tasks.ts';
import { readLabelledFiles } from './label-tables.ts';
import { TableExamples } from './table-examples.ts';

/** The rows of one file, as importance is measured on them. */
export interface TableRowsToMeasure {
  readonly examples: TableExamples;
  /** The classes in the order of their indices; empty for a regression and without labels. */
  readonly labels: readonly string[];
}

/**
 * All rows of a table's training file as examples. Without a column of labels every label is 0, which means nothing.
 *
 * @throws UserError (exit code 2) for files and rows that can't be used, with their place
 */
export async function loadTableRows(
  task: ClassifierTableTask,
  data: Pick<TableData, 'kind' | 'train' | 'textPair' | 'label'> & { readonly text: string },
): Promise<TableRowsToMeasure> {
  const { text, textPair, label } = data;
  if (label !== undefined) {
    const { names, train } = await readLabelledFiles(task, data);
    return { examples: new TableExamples(train, { text, textPair }), labels: names };
  }
  const columns = [text, ...(textPair === undefined ? [] : [textPair])];
  const table = await readTable(data.train, { columns });
  const labels = new Uint8Array(table.numRows);
  return { examples: new TableExamples({ table, labels }, { text, textPair }), labels: [] };
}
