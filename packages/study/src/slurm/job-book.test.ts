import { listenToWarnings } from '@lamella/core';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BookedJob, JobBook, slurmFolder } from './job-book.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-book-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const path = (): string => join(slurmFolder(folder), 'jobs.json');

const importance: BookedJob = {
  ...{ name: 'importance-1', kind: 'importance', comment: 'lamella:1', id: '7', trials: [{ id: 'a' }] },
};
const array: BookedJob = {
  ...{ name: 'trials-2', kind: 'trials', comment: 'lamella:2', id: null, needs: 'importance-1' },
  trials: [{ id: 'a', failedBefore: 'then' }, { id: 'b' }],
};

test('jobs, tasks and stops come back from the file', async () => {
  const book = await JobBook.open(folder);
  for (const job of [importance, array]) await book.put(job);
  expect(book.taskOf('b')).toEqual({ job: array, id: undefined });
  await book.put({ ...array, id: '8' });
  await book.putStops('a', { inVain: 1, mark: 'm', task: '8_0', restarts: 2 });
  const again = await JobBook.open(folder);
  expect(again.taskOf('a')).toMatchObject({
    id: '8_0',
    failedBefore: 'then',
    job: { needs: 'importance-1' },
  });
  expect(again.taskOf('b')).toMatchObject({ id: '8_1' });
  expect(again.stopsOf('a')).toMatchObject({ inVain: 1 });
  expect(again.submitted).toBe(2);
});

test('a job is forgotten when all of its tasks are over, and the importance with the last that waited for it', async () => {
  const book = await JobBook.open(folder);
  for (const job of [importance, { ...array, id: '8' }]) await book.put(job);
  await book.putStops('b', { inVain: 1, mark: 'm', task: '8_1', restarts: 1 });
  await book.settle('a', true);
  expect(book.taskOf('a')).toBeUndefined();
  expect(book.jobs.map(({ name }) => name)).toEqual(['importance-1', 'trials-2']);
  await book.settle('b', false);
  expect(book.jobs).toEqual([]);
  expect([book.submitted, book.stopsOf('b')?.inVain]).toEqual([2, 1]);
});

test('a damaged file is set aside with a warning, a later one is left alone', async () => {
  await (await JobBook.open(folder)).put(importance);
  writeFileSync(path(), readFileSync(path(), 'utf8').replace('"7"', '"8"'));
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  const book = await JobBook.open(folder);
  stop();
  expect([book.jobs, existsSync(`${path()}.damaged`)]).toEqual([[], true]);
  expect(warnings).toEqual([expect.stringMatching(/is damaged: .*squeue --me/)]);
  writeFileSync(path(), '{"format": 3}');
  await expect(JobBook.open(folder)).rejects.toThrow(/of a later Lamella/);
});
