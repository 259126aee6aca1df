import { taskKind } from '@lamella/tasks';
import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from './collect-cells.ts';

/** A result whose classifier gives every example of a split the same class: it has learnt nothing, or forgot it. */
export interface OneClass {
  readonly id: string;
  readonly split: string;
  /** The class's number. */
  readonly prediction: number;
}

/** The splits of a result on which a classifier predicts one class only. */
export function oneClassSplits({
  id,
  trial,
  predictions,
}: Pick<DoneResult, 'id' | 'trial' | 'predictions'>): OneClass[] {
  if (taskKind(trial.task) !== 'classification') return [];
  return Object.entries(predictions).flatMap(([split, { predictions: given }]) => {
    const [prediction] = given;
    if (given.length < 2 || prediction === undefined || prediction === null) return [];
    return given.every((other) => other === prediction) ? [{ id, split, prediction }] : [];
  });
}

/** Those of all results of an experiment. */
export function findOneClass(cells: readonly TrialCell[]): OneClass[] {
  return cells.flatMap(({ result }) => (result === undefined ? [] : oneClassSplits(result)));
}

/** A note below a table; empty if there are none. */
export function oneClassNote(found: readonly OneClass[]): string {
  if (found.length === 0) return '';
  const items = found.map(
    ({ id, split, prediction }) => `- ${id}: class ${prediction} for every example of ${split}`,
  );
  return `**One class only.** These classifiers tell nothing apart, whatever their score:\n\n${items.join('\n')}\n`;
}
