import { groupBy } from '@lamella/core';
import { distinct } from './collections.ts';

/** Rows of one model and one value of each swept setting. */
export interface RowGroup<Row = Labelled> {
  /** The name of the group: the model where there are several, and the settings. */
  readonly label: string;
  readonly rows: readonly Row[];
}

interface Labelled {
  readonly model: string;
  readonly settings?: string;
}

/** The rows by model and swept settings, in the order of their first appearance; without a sweep one group. */
export function groupsOf<Row extends Labelled>(rows: readonly Row[]): RowGroup<Row>[] {
  const hasModels = distinct(rows, ({ model }) => model).length > 1;
  const groups = groupBy(rows, ({ model, settings = '' }) =>
    [...(hasModels ? [model] : []), ...(settings === '' ? [] : [settings])].join(', '),
  );
  return [...groups].map(([label, own]) => ({ label, rows: own }));
}
