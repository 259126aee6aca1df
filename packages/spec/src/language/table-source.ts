import { tableTaskInfo, tableTaskNames } from '@lamella/tasks';
import { z } from 'zod';
import { anyOf, listOf, oneOf, section, share, text, wholeNumber } from './fields.ts';

const metrics = [...new Set(tableTaskNames.flatMap((name) => tableTaskInfo(name).metrics))];

const className = anyOf(
  [text('a class'), z.number(), z.boolean()],
  'a class as its column writes it: text, a number, or true or false',
);

const columnOf = (what: string): z.ZodExactOptional<z.ZodString> =>
  z.exactOptional(text('the name of a column')).describe(what);

const file = (): z.ZodString => text('a file in CSV, TSV, JSON, JSON Lines or Parquet');

/** A user's own table; which keys go with which task, `checkTable` says. */
export const tableSource = section({
  kind: z.literal('table'),
  title: z.exactOptional(text()).describe("Name in tables and figures (default: the training file's)"),
  train: file().describe(
    'Training rows: a file in CSV, TSV, JSON, JSON Lines or Parquet, by its ending, relative to this file',
  ),
  dev: z.exactOptional(file()).describe('Rows that results are reported on (default: split off train)'),
  test: z.exactOptional(file()).describe('Rows that are scored as well, once, at the end'),
  devShare: z
    .exactOptional(share())
    .describe('Share of the training rows that become dev rows, by class (default: 0.1)'),
  splitSeed: z.exactOptional(wholeNumber(0)).describe('Seed of that split (default: 0)'),
  text: columnOf('Column of the text'),
  textPair: columnOf('Column of the second text of a pair'),
  label: columnOf("Column of the class, or of a regression's number"),
  labels: z
    .exactOptional(listOf(className, 'classes'))
    .describe('The classes in the order of their indices (default: those of the training rows, sorted)'),
  metric: z
    .exactOptional(oneOf(metrics))
    .describe('The score that counts (default: accuracy, or pearson for a regression)'),
  instruction: columnOf('text-generation: column of what is asked'),
  input: columnOf('text-generation: column of what the instruction is about'),
  output: columnOf('text-generation: column of the answer'),
  messages: columnOf('text-generation: column of conversations, lists of {role, content}'),
}).describe('Your own table');
