import { warn } from '@lamella/core';
import type { TableExamples } from './table-examples.ts';

/** Warns of rows that are scored and trained on as well. */
export function checkOverlap(train: TableExamples, scored: Readonly<Record<string, TableExamples>>): void {
  for (const [name, examples] of Object.entries(scored)) {
    const idsOf = new Map<string, number[]>();
    for (const { id, text, pair } of examples) {
      const content = contentOf(text, pair);
      const ids = idsOf.get(content);
      if (ids === undefined) idsOf.set(content, [id]);
      else ids.push(id);
    }
    const shared: number[] = [];
    for (const { text, pair } of train) {
      const content = contentOf(text, pair);
      for (const id of idsOf.get(content) ?? []) shared.push(id);
      idsOf.delete(content);
    }
    const [first] = shared.sort((a, b) => a - b);
    if (first !== undefined)
      warn(
        `${shared.length} of ${examples.length} ${name} rows have the text of a training row, the first at ${examples.where(first)}: ` +
          'their score is not that of new texts.',
      );
  }
}

/** A text, or both of a pair, told apart from every other: all rows of a table have a pair, or none has. */
function contentOf(text: string, pair: string | undefined): string {
  return pair === undefined ? text : JSON.stringify([text, pair]);
}
