import { readTable, type Table } from '@lamella/datasets';
import type { TableData } from '../tables/table-data.ts';
import type { ClassifierTableTask } from '../tables/table-tasks.ts';
import { numberAt } from './read-cells.ts';
import { readClasses, readTrainingClasses } from './read-classes.ts';
import type { LabelledTable } from './table-examples.ts';

/** The files of a table: training rows, and dev and test rows where files hold them. */
interface Files<Content> {
  readonly train: Content;
  readonly dev?: Content;
  readonly test?: Content;
}

/** The files of a table with a label for each row. */
export interface LabelledFiles extends Files<LabelledTable> {
  /** The classes in the order of their indices; empty for a regression. */
  readonly names: readonly string[];
}

/**
 * Reads the columns of a table's files that a task takes, and the label of each row: the index of its class, or a number.
 *
 * @throws UserError (exit code 2) for files and labels that can't be used, with their place
 */
export async function readLabelledFiles(task: ClassifierTableTask, data: TableData): Promise<LabelledFiles> {
  const files = await readFiles(data);
  const { label = '', labels } = data;
  return task === 'text-regression' ? labelByNumbers(files, label) : labelByClasses(files, label, labels);
}

async function readFiles({ train, dev, test, text, textPair, label }: TableData): Promise<Files<Table>> {
  const columns = [text, textPair, label].filter((name) => name !== undefined);
  const read = (path: string): Promise<Table> => readTable(path, { columns });
  return {
    train: await read(train),
    ...(dev !== undefined && { dev: await read(dev) }),
    ...(test !== undefined && { test: await read(test) }),
  };
}

function labelByNumbers(files: Files<Table>, name: string): LabelledFiles {
  const read = (table: Table): LabelledTable => ({
    table,
    labels: Float64Array.from({ length: table.numRows }, (_, row) => numberAt({ table, name }, row)),
  });
  return { names: [], ...mapFiles(files, read) };
}

function labelByClasses(files: Files<Table>, name: string, listed: TableData['labels']): LabelledFiles {
  const { names, ofRows } = readTrainingClasses({ table: files.train, name }, listed);
  const source = listed === undefined ? files.train.path : 'data.labels';
  const read = (table: Table): LabelledTable => ({
    table,
    labels: table === files.train ? ofRows : readClasses({ table, name }, names, source),
  });
  return { names, ...mapFiles(files, read) };
}

function mapFiles<From, To>({ train, dev, test }: Files<From>, map: (content: From) => To): Files<To> {
  return { train: map(train), ...(dev && { dev: map(dev) }), ...(test && { test: map(test) }) };
}
