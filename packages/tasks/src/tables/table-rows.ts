import type { SplitSettings } from './split-rows.ts';

/** How many rows a table's task has, and how they were split: what a result records of them. */
export interface TableRows {
  readonly train: number;
  readonly dev: number;
  readonly test?: number;
  /** Absent where a file holds the dev rows. */
  readonly split?: SplitSettings;
  /** The classes in the order of their indices; absent for a regression. */
  readonly labels?: readonly string[];
}

/** The most classes that are listed. */
const MOST_LISTED = 12;

/** The splits of a task on a table. */
interface SplitTask {
  readonly train: { readonly length: number };
  readonly dev: { readonly length: number };
  readonly test?: { readonly length: number };
}

/** The numbers of a task. */
export function tableRows(
  { train, dev, test }: SplitTask,
  split: SplitSettings | undefined,
  labels?: readonly string[],
): TableRows {
  return {
    train: train.length,
    dev: dev.length,
    ...(test && { test: test.length }),
    ...(split && { split }),
    ...(labels && { labels }),
  };
}

/** The numbers in words: `900 training rows, 100 dev rows (10 % of each class of the training file, seed 0); 2 classes: no, yes`. */
export function describeTableRows({ train, dev, test, split, labels }: TableRows): string {
  const counts = [
    `${count(train, 'training row')}`,
    `${count(dev, 'dev row')}${split === undefined ? '' : describeSplit(split, labels !== undefined)}`,
    ...(test === undefined ? [] : [count(test, 'test row')]),
  ].join(', ');
  if (labels === undefined) return counts;
  const listed = labels.slice(0, MOST_LISTED).join(', ');
  return `${counts}; ${labels.length} classes: ${listed}${labels.length > MOST_LISTED ? ', …' : ''}`;
}

function describeSplit({ share, seed }: SplitSettings, isByClass: boolean): string {
  const percent = Number((100 * share).toPrecision(6));
  return ` (${percent} % of ${isByClass ? 'each class of ' : ''}the training file, seed ${seed})`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
