import type { TunedTask } from './tune-request.ts';

/** The task of an encoder by a column of labels, and the reason. */
export interface InferredTask {
  readonly task: Extract<TunedTask, 'text-classification' | 'text-regression'>;
  readonly why: string;
}

/** More different whole numbers than these are amounts, not classes. */
const MOST_CLASSES = 20;

/**
 * Tells classes from values: numbers of which one has a fraction, or of which there are more than 20 different ones, are values;
 * all else, also the whole numbers of a scale of stars, are classes.
 */
export function inferTask(labels: Iterable<unknown>): InferredTask {
  const different = new Set<string>();
  let hasFraction = false;
  for (const label of labels) {
    const text = String(label).trim();
    const value = text === '' ? NaN : Number(text);
    if (!Number.isFinite(value)) return { task: 'text-classification', why: 'the labels are texts' };
    hasFraction ||= !Number.isInteger(value);
    different.add(text);
  }
  if (hasFraction) return { task: 'text-regression', why: 'the labels are numbers with fractions' };
  if (different.size > MOST_CLASSES)
    return { task: 'text-regression', why: `the labels are ${different.size} different numbers` };
  return { task: 'text-classification', why: `the labels are ${different.size} whole numbers` };
}
