import type { Split } from '@lamella/datasets';
import type { GlueTask } from './tasks.ts';

/** Where a task's texts and labels stand in a table. */
export interface Columns {
  readonly text: string;
  readonly pair?: string;
  readonly label: string;
}

/** A task's tab-separated files in the official layout. */
export interface TsvColumns extends Columns {
  /** How the files write the classes, in the order of their indices, where it isn't by the names of `TaskInfo`. */
  readonly labels?: readonly string[];
  /** The columns of a file that has no header line. */
  readonly impliedHeader?: readonly string[];
  /** How many rows with a wrong number of columns are left out before that is an error. */
  readonly brokenRowsAllowed?: number;
}

const DIGITS = ['0', '1'];
const SENTENCE = { text: 'sentence', label: 'label' };
const SENTENCES = { text: 'sentence1', pair: 'sentence2', label: 'label' };
const QUESTIONS = { text: 'question1', pair: 'question2' };
const QUESTION_AND_SENTENCE = { text: 'question', pair: 'sentence', label: 'label' };

/** The official layout: https://gluebenchmark.com/tasks. */
export const TSV_COLUMNS: Readonly<Record<GlueTask, TsvColumns>> = {
  cola: { ...SENTENCE, labels: DIGITS, impliedHeader: ['source', 'label', 'author_mark', 'sentence'] },
  sst2: { ...SENTENCE, labels: DIGITS },
  mrpc: { text: '#1 String', pair: '#2 String', label: 'Quality', labels: DIGITS },
  stsb: { ...SENTENCES, label: 'score' },
  // The release of 2018 breaks a few questions over two lines; the hub's copy leaves these rows out too.
  qqp: { ...QUESTIONS, label: 'is_duplicate', labels: DIGITS, brokenRowsAllowed: 50 },
  mnli: { ...SENTENCES, label: 'gold_label' },
  qnli: QUESTION_AND_SENTENCE,
  rte: SENTENCES,
};

/** The hub's Parquet: https://huggingface.co/datasets/nyu-mll/glue. A task's folder is its own name. */
export const PARQUET_COLUMNS: Readonly<Record<GlueTask, Columns>> = {
  cola: SENTENCE,
  sst2: SENTENCE,
  mrpc: SENTENCES,
  stsb: SENTENCES,
  qqp: { ...QUESTIONS, label: 'label' },
  mnli: { text: 'premise', pair: 'hypothesis', label: 'label' },
  qnli: QUESTION_AND_SENTENCE,
  rte: SENTENCES,
};

/** The files of a task's splits, without `.tsv`. */
export function tsvFile(task: GlueTask, split: Split): string {
  if (split === 'devMismatched') return 'dev_mismatched';
  return task === 'mnli' && split === 'dev' ? 'dev_matched' : split;
}

/** The hub's name of a task's split, with which its Parquet files begin. */
export function parquetSplit(task: GlueTask, split: Split): string {
  if (split === 'train') return 'train';
  if (split === 'devMismatched') return 'validation_mismatched';
  return task === 'mnli' ? 'validation_matched' : 'validation';
}
