import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { JobCancelled } from '@lamella/runners';
import { exampleState } from '../testing/example-state.ts';
import { checkpointWriter } from './checkpoint-writer.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-writer-'));
  folder = join(root, 'cola');
});
afterEach(() => {
  chmodSync(root, 0o700);
  rmSync(root, { recursive: true });
});

const synced: string[] = [];
const writerOf = (controller: AbortController, everySteps = 2): ReturnType<typeof checkpointWriter> =>
  checkpointWriter({
    ...{ place: { folder, key: 'k' }, pace: { everySteps }, signal: controller.signal },
    sync: () => synced.push('log'),
  });
const pauseAt = (step: number) => ({ step, isEpochEnd: false, readState: () => exampleState(step, 0) });

test('states are written when they are due, after the log', async () => {
  const write = writerOf(new AbortController());
  for (const step of [1, 2, 3]) await write(pauseAt(step));
  expect(readdirSync(folder)).toEqual(['step-2-epoch-0']);
  expect(synced).toEqual(['log']);
});

test('a signal has the next one written, due or not, and ends the training', async () => {
  const controller = new AbortController();
  const write = writerOf(controller, 100);
  await write(pauseAt(1));
  controller.abort();
  await expect(write(pauseAt(2))).rejects.toThrow(JobCancelled);
  expect(readdirSync(folder)).toEqual(['step-2-epoch-0']);
});

test('one that cannot be written is told of, and the training goes on', async () => {
  writeFileSync(folder, 'in the way');
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  await writerOf(new AbortController(), 1)(pauseAt(1));
  stop();
  expect(warnings).toEqual([
    expect.stringMatching(/^A checkpoint of the training can't be written, which goes on without: /),
  ]);
});
