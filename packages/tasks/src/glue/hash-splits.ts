import { createHash } from 'node:crypto';
import type { Example } from '@lamella/datasets';
import type { Splits } from './splits.ts';
import type { TaskInfo } from './tasks.ts';

/** SHA-256 of a task's texts and labels, split by split, in hexadecimal. */
export function hashSplits(info: TaskInfo, splits: Splits): string {
  const hash = createHash('sha256').update(info.name);
  // Row by row: one text of all of MNLI's training set would be needlessly large.
  for (const [split, examples] of Object.entries(splits) as [string, readonly Example[]][]) {
    hash.update(`\n${split} ${examples.length}\n`);
    for (const { text, pair, label } of examples) hash.update(`${JSON.stringify([text, pair, label])}\n`);
  }
  return hash.digest('hex');
}
