import { createHash } from 'node:crypto';
import type { Examples } from '@lamella/datasets';

/**
 * SHA-256 of a task's texts and labels, split by split, in hexadecimal.
 *
 * @param head the task's name, or whatever else the hash is of
 */
export function hashSplits(head: string, splits: Readonly<Record<string, Examples>>): string {
  const hash = createHash('sha256').update(head);
  // Row by row: one text of all of MNLI's training set would be needlessly large.
  for (const [split, examples] of Object.entries(splits)) {
    hash.update(`\n${split} ${examples.length}\n`);
    for (const { text, pair, label } of examples) hash.update(`${JSON.stringify([text, pair, label])}\n`);
  }
  return hash.digest('hex');
}
