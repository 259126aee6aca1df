import type { z } from 'zod';
import { AnswerFile } from './answer-file.ts';

/** How questions are answered and where the answers are kept. */
export interface BatchedAnswering<Item, Answer extends object> {
  /** Where the answers are kept: what is there is not asked again. */
  readonly path: string;
  /** Of an answer, a line of the file. */
  readonly schema: z.ZodType<Answer>;
  readonly batchSize: number;
  /** Returns a key that tells an item from others, and finds its answer. */
  keyOf(item: Item): string;
  keyOfAnswer(answer: Answer): string;
  /** Answers a batch, in its order. @param number of the batch, from 0 */
  answer(batch: readonly Item[], number: number): Promise<readonly Answer[]>;
  onAnswers?(numDone: number, numAll: number): void;
}

/**
 * Answers items batch by batch and keeps each batch of answers as it comes. Which items share a batch depends on the items and
 * the batch size alone: where a part of a batch is kept, the whole batch is answered again and what is missing of it is added, so
 * that a run that was stopped ends with the same answers as one that was not.
 *
 * @returns every item with its answer, in the order of the items
 */
export async function answerInBatches<Item, Answer extends object>(
  items: readonly Item[],
  run: BatchedAnswering<Item, Answer>,
): Promise<[Item, Answer][]> {
  const file = new AnswerFile(run.path, run.schema);
  const answers = new Map((await file.read()).map((answer) => [run.keyOfAnswer(answer), answer]));
  const isOpen = (item: Item): boolean => !answers.has(run.keyOf(item));
  for (let start = 0; start < items.length; start += run.batchSize) {
    const batch = items.slice(start, start + run.batchSize);
    const given = batch.some(isOpen) ? await run.answer(batch, start / run.batchSize) : [];
    const fresh = given.filter((_, i) => isOpen(batch[i] as Item));
    await file.append(fresh);
    for (const answer of fresh) answers.set(run.keyOfAnswer(answer), answer);
    run.onAnswers?.(start + batch.length, items.length);
  }
  return items.flatMap((item) => {
    const answer = answers.get(run.keyOf(item));
    return answer === undefined ? [] : [[item, answer]];
  });
}
