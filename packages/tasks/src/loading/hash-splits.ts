import type { Examples } from '@lamella/datasets';
import { type ContentHash, PartedHash } from '../content-hash.ts';

/**
 * SHA-256 of a task's texts and labels, split by split; its parts are the splits and their numbers of rows.
 *
 * @param head the task's name, or whatever else the hash is of
 */
export function hashSplits(head: string, splits: Readonly<Record<string, Examples>>): ContentHash {
  const content = new PartedHash();
  content.add(head);
  const counts: Record<string, string> = {};
  // Row by row: one text of all of MNLI's training set would be needlessly large.
  for (const [split, examples] of Object.entries(splits)) {
    content.add(`\n${split} ${examples.length}\n`);
    content.end();
    for (const { text, pair, label } of examples) content.add(`${JSON.stringify([text, pair, label])}\n`);
    content.end(split);
    counts[`rows of ${split}`] = String(examples.length);
  }
  const { hash, parts } = content.digest();
  return { hash, parts: { ...counts, ...parts } };
}
