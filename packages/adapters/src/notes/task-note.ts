import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import type { Quantization } from '@lamella/engine';
import { isRecord, readJsonFile } from '@lamella/files';

/** The file beside an adapter's or a model's own that says what it was trained for. */
export const TASK_FILE = 'task.json';

const KINDS = ['classification', 'regression', 'causal-lm'] as const;
const QUANTIZATIONS = ['nf4', 'int8'] as const satisfies readonly Quantization[];

/** The task that a model was trained for, as far as its users have to know it besides the weights. */
export interface TaskNote {
  /** The task's name in specs. */
  readonly task: string;
  /** The name of the data in print. */
  readonly title: string;
  readonly kind: (typeof KINDS)[number];
  /** Names of the classes, in the order of the outputs; of classifiers. */
  readonly labels?: readonly string[];
  /** The longest text in tokens, special ones included. */
  readonly maxLength: number;
  /** Whether the base's checkpoint has a head of another shape, which transformers replaces only if it is told to. */
  readonly replacesHead?: boolean;
  /** The columns of a table that were read, by what they are (`text`, `textPair`, `instruction`, …). */
  readonly columns?: Readonly<Record<string, string>>;
  /** How the base's matrices were held while it was trained; absent: they were not quantised. */
  readonly quantization?: Quantization;
}

/** The file's text. Classes are given as in a config.json. */
export function formatTask({ labels, ...note }: TaskNote): string {
  return `${JSON.stringify({ ...note, ...(labels && namedLabels(labels)) }, null, 2)}\n`;
}

/** `id2label` and `label2id` as a config.json has them. */
function namedLabels(labels: readonly string[]): object {
  return {
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries([...labels.entries()].map(([id, label]) => [label, id])),
  };
}

/**
 * The task that the model in a folder was trained for; undefined if the folder does not say it, as one that others have made.
 *
 * @throws {UserError} if the file is none of Lamella's
 */
export function readTask(folder: string): TaskNote | undefined {
  const where = join(folder, TASK_FILE);
  if (!existsSync(where)) return undefined;
  const source = readJsonFile(where);
  const fields = isRecord(source) ? source : {};
  const { task, title, kind, maxLength, id2label, columns, replacesHead } = fields;
  const quantization = QUANTIZATIONS.find((each) => each === fields['quantization']);
  const isNote =
    typeof task === 'string' &&
    typeof title === 'string' &&
    KINDS.some((each) => each === kind) &&
    Number.isSafeInteger(maxLength) &&
    Number(maxLength) > 0 &&
    (id2label === undefined || isTexts(id2label)) &&
    (columns === undefined || isTexts(columns)) &&
    (fields['quantization'] === undefined || quantization !== undefined);
  if (!isNote)
    throw new UserError(
      `Expected the task that a model was trained for in ${where} (task, title, kind, maxLength, id2label, quantization), got something else. ` +
        'Remove the file to use the model without it.',
    );
  return {
    task,
    title,
    kind: kind as TaskNote['kind'],
    maxLength: Number(maxLength),
    ...(isTexts(id2label) && { labels: inOrder(id2label) }),
    ...(replacesHead === true && { replacesHead }),
    ...(isTexts(columns) && { columns }),
    ...(quantization && { quantization }),
  };
}

/** Classes by their index: those of an `id2label`. */
export function inOrder(id2label: Readonly<Record<string, string>>): string[] {
  return Object.entries(id2label)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, label]) => label);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
}
