import { warn } from '@lamella/core';
import type { TableExamples } from './table-examples.ts';

/** Warns of rows that are scored and trained on as well. */
export function checkOverlap(train: TableExamples, scored: Readonly<Record<string, TableExamples>>): void {
  for (const [name, examples] of Object.entries(scored)) {
    const idOf = new Map<string, number[]>();
    for (const { id, text, pair } of examples) {
      const content = JSON.stringify([text, pair]);
      idOf.set(content, [...(idOf.get(content) ?? []), id]);
    }
    const shared: number[] = [];
    for (const { text, pair } of train) {
      const content = JSON.stringify([text, pair]);
      shared.push(...(idOf.get(content) ?? []));
      idOf.delete(content);
    }
    const [first] = shared.sort((a, b) => a - b);
    if (first !== undefined)
      warn(
        `${shared.length} of ${examples.length} ${name} rows have the text of a training row, the first at ${examples.where(first)}: ` +
          'their score is not that of new texts.',
      );
  }
}
