import { canonicalJson, hashJson, shortHash, UserError } from '@lamella/core';
import type { Rows } from '../data-source.ts';
import type { ContentHash } from '../content-hash.ts';
import { hashSplits } from '../loading/hash-splits.ts';
import { checkOverlap } from './check-overlap.ts';
import { readLabelledFiles } from './label-tables.ts';
import { splitRows, splitSettings } from '../tables/split-rows.ts';
import { type TableRows, tableRows } from '../tables/table-rows.ts';
import type { TableData } from '../tables/table-data.ts';
import { type LabelledTable, TableExamples } from './table-examples.ts';
import { type ClassifierTableTask, tableMetrics } from '../tables/table-tasks.ts';

/** A user's own table as a task for an encoder, with the hash of texts and labels of all splits, in their order, of classes and metrics. */
export interface TableTask extends ContentHash {
  readonly kind: 'classification' | 'regression';
  /** The classes in the order of their indices; empty for a regression. */
  readonly labels: readonly string[];
  /** The names of its metrics, the one that counts first. */
  readonly metrics: readonly string[];
  readonly splits: {
    readonly train: TableExamples;
    readonly dev: TableExamples;
    /** Scored once, at the end. */
    readonly test?: TableExamples;
  };
  /** How many rows there are, and how they were split. */
  readonly rows: TableRows;
}

export interface LoadTableOptions {
  readonly rows?: Rows;
}

/**
 * Loads a user's own table as a task. Without a file of dev rows a seeded share of the training rows becomes them, by class. Rows that
 * are scored and trained on as well are warned of.
 *
 * @param options.rows take the first training and dev rows alone, after the split
 * @throws UserError (exit code 2) for files and rows that can't be used, with their place
 */
export async function loadTableTask(
  task: ClassifierTableTask,
  data: TableData,
  { rows = {} }: LoadTableOptions = {},
): Promise<TableTask> {
  const kind = task === 'text-regression' ? 'regression' : 'classification';
  const { names, train, ...scored } = await readLabelledFiles(task, data);
  const metrics = tableMetrics(task, { metric: data.metric, numClasses: names.length });

  const split = data.dev === undefined ? splitSettings(data) : undefined;
  const own =
    split &&
    splitRows(kind === 'regression' ? train.table.numRows : Uint32Array.from(train.labels), {
      ...split,
      path: data.train,
      nameOf: (index) => `"${names[index]}"`,
    });
  const examples = (source: LabelledTable, rowsOf?: Uint32Array): TableExamples =>
    new TableExamples(source, { text: data.text ?? '', textPair: data.textPair }, rowsOf);
  const splits = {
    train: examples(train, own?.train).first(rows.train),
    dev: (scored.dev === undefined ? examples(train, own?.dev) : examples(scored.dev)).first(rows.dev),
    ...(scored.test && { test: examples(scored.test) }),
  };
  if (kind === 'classification') checkFirstRows(splits.train, names);
  const counts = tableRows(splits, split, kind === 'classification' ? names : undefined);
  const { hash, parts } = hashSplits(canonicalJson({ task, names, metrics }), splits);
  const { train: trained, ...others } = splits;
  checkOverlap(trained, others);
  const described = { classes: describe(names), metrics: describe(metrics) };
  return { kind, labels: names, metrics, splits, rows: counts, hash, parts: { ...described, ...parts } };
}

/** Names as a part of a hash's parts; of many, a hash. */
function describe(names: readonly string[]): string {
  const text = names.join(', ');
  return text.length <= 200 ? text : shortHash(hashJson(names));
}

/** The first rows of a file that is sorted by class may be of one alone. */
function checkFirstRows(train: TableExamples, names: readonly string[]): void {
  const first = train.labelOf(0);
  for (let id = 1; id < train.length; id++) if (train.labelOf(id) !== first) return;
  throw new UserError(
    `Expected at least two classes among the ${train.length} training rows, got "${names[first]}" alone. Take more of them (rows.train), or mix the file.`,
    { exitCode: 2 },
  );
}
