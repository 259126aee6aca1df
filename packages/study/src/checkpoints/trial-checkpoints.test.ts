import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { exampleState } from '../testing/example-state.ts';
import { findMisfit } from './find-misfit.ts';
import {
  checkpointFolderOf,
  dropCheckpoints,
  openNewestCheckpoint,
  writeCheckpoint,
} from './trial-checkpoints.ts';

let root: string;
let folder: string;
let warnings: string[];
let stopListening: () => void;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-checkpoints-'));
  folder = checkpointFolderOf(root, 'cola');
  warnings = [];
  stopListening = listenToWarnings((message) => warnings.push(message));
});
afterEach(() => {
  stopListening();
  rmSync(root, { recursive: true });
});

const names = (): string[] => readdirSync(folder).sort();
const write = (...steps: Parameters<typeof exampleState>): Promise<void> =>
  writeCheckpoint({ folder, key: 'k' }, exampleState(...steps));

/** Steps and epochs of the newest one. */
async function openNewest(key = 'k', weight?: string): Promise<readonly number[] | undefined> {
  const trainable = weight === undefined ? [] : [{ name: weight, shape: [2] }];
  const open = await openNewestCheckpoint({ folder, key }, (state) => findMisfit(state, trainable));
  open?.close();
  return open && [open.state.numbers.losses.length, open.state.numbers.epochs.length];
}

const cut = (name: string, file = 'tensors.safetensors'): void => truncateSync(join(folder, name, file), 10);

test('the newest and the one before are kept', async () => {
  expect(await openNewest()).toBeUndefined();
  for (const step of [1, 2]) await write(step);
  await write(2, 1);
  await write(10);
  expect(names()).toEqual(['step-10-epoch-4', 'step-2-epoch-1']);
  expect(await openNewest()).toEqual([10, 4]);
  await dropCheckpoints(folder);
  expect(existsSync(folder)).toBe(false);
});

test('where the newest is damaged, the one before is used, with a warning', async () => {
  for (const step of [1, 2]) await write(step);
  cut('step-2-epoch-0');
  expect(await openNewest('k', 'w')).toEqual([1, 0]);
  expect(warnings).toEqual([
    `${join(folder, 'step-2-epoch-0')} is damaged: tensors.safetensors is not what was written, says its hash. ` +
      'It is kept as step-2-epoch-0.damaged, and the training goes on from step-1-epoch-0.',
  ]);
  await write(2);
  expect(await openNewest()).toEqual([2, 0]);
  expect(warnings).toHaveLength(1);
});

test('where all are damaged, each is told of, and that training starts again', async () => {
  for (const step of [1, 2]) await write(step);
  cut('step-2-epoch-0', 'manifest.json');
  rmSync(join(folder, 'step-1-epoch-0', 'training.json'));
  expect(await openNewest()).toBeUndefined();
  expect(names()).toEqual(['step-1-epoch-0.damaged', 'step-2-epoch-0.damaged']);
  expect(warnings).toHaveLength(2);
  for (const warning of warnings)
    expect(warning).toContain('no other is whole: the training starts again from its beginning');
});

test('those of another training are removed', async () => {
  for (const step of [1, 2]) await write(step);
  expect(await openNewest('another')).toBeUndefined();
  expect(names()).toEqual([]);
  expect(warnings).toEqual([]);
});

test('those of other weights are set aside', async () => {
  await write(1);
  await write(2, 0, 'other');
  expect(await openNewest('k', 'w')).toEqual([1, 0]);
  expect(warnings[0]).toContain('is damaged: it lacks w, or has it in another shape.');
});

test('what a killed process left unfinished is removed', async () => {
  await write(1);
  mkdirSync(join(folder, '.step-2-epoch-0.abc.tmp'));
  writeFileSync(join(folder, '.step-2-epoch-0.abc.tmp', 'tensors.safetensors'), 'half');
  expect(await openNewest()).toEqual([1, 0]);
  expect(names()).toEqual(['step-1-epoch-0']);
});
