import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { answerInBatches } from './answer-in-batches.ts';

const schema = z.strictObject({ id: z.string(), length: z.number() });
const items = ['one', 'three', 'seven', 'eleven', 'ten'];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-batches-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Answers items, the last of which fail, and says which batches were asked. */
async function ask(some: readonly string[], failFrom = Infinity) {
  const asked: [number, readonly string[]][] = [];
  const done: (readonly [number, number])[] = [];
  const answers = await answerInBatches(some, {
    ...{ path: join(folder, 'answers.jsonl'), schema, batchSize: 2 },
    keyOf: (item) => item,
    keyOfAnswer: ({ id }) => id,
    answer: (batch, number) => {
      asked.push([number, batch]);
      if (number >= failFrom) return Promise.reject(new Error('stopped'));
      return Promise.resolve(batch.map((id) => ({ id, length: id.length })));
    },
    onAnswers: (...progress) => void done.push(progress),
  }).catch((error: unknown) => [[(error as Error).message, { id: '', length: 0 }]] as [string, object][]);
  return { answers, asked, done };
}

test('every item is answered once, in batches, and kept', async () => {
  const { answers, asked, done } = await ask(items);
  expect(answers).toEqual(items.map((id) => [id, { id, length: id.length }]));
  expect(asked).toEqual([
    [0, ['one', 'three']],
    [1, ['seven', 'eleven']],
    [2, ['ten']],
  ]);
  expect(done).toEqual([
    [2, 5],
    [4, 5],
    [5, 5],
  ]);
  expect(readFileSync(join(folder, 'answers.jsonl'), 'utf8').trim().split('\n')).toHaveLength(5);
  const again = await ask(items);
  expect([again.answers, again.asked]).toEqual([answers, []]);
});

test('a run that was stopped goes on with the batches that are missing, whole ones', async () => {
  expect((await ask(items, 1)).answers).toEqual([['stopped', expect.anything()]]);
  const others = ['one', 'two', 'three', 'seven'];
  const { asked, answers } = await ask(others);
  expect(asked).toEqual([
    [0, ['one', 'two']],
    [1, ['three', 'seven']],
  ]);
  expect(answers.map(([item]) => item)).toEqual(others);
  expect(readFileSync(join(folder, 'answers.jsonl'), 'utf8').trim().split('\n')).toHaveLength(4);
});
