import type { Example, Examples } from '@lamella/datasets';
import { type ContentHash, hashRows, PartedHash } from '../content-hash.ts';

/**
 * SHA-256 of a task's texts and labels, split by split; its parts are the splits and their numbers of rows.
 *
 * @param head the task's name, or whatever else the hash is of
 */
export function hashSplits(head: string, splits: Readonly<Record<string, Examples>>): ContentHash {
  const content = new PartedHash();
  content.add(head);
  return hashRows<Example>(content, splits, {
    before: '\n',
    lineOf: ({ text, pair, label }) => JSON.stringify([text, pair, label]),
  });
}
