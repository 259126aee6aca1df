import { listenToWarnings, warn } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { KeptTasks } from './kept-tasks.ts';

interface Task {
  readonly train: readonly EncodedExample[];
}

/** A task of examples whose token ids are the same array, told to be of so many mebibytes. */
function taskOf(mebibytes: number): Task {
  const ids = new Int32Array(2 ** 17);
  return { train: Array.from({ length: mebibytes }, (_, id) => ({ id, ids, typeIds: ids, label: 0 })) };
}

/** Loads a task, and counts how often. */
function loader(task: Task): { (): Promise<Task>; count: number } {
  const load = (): Promise<Task> => {
    load.count += 1;
    return Promise.resolve(task);
  };
  load.count = 0;
  return load;
}

test('what depends on the same settings is loaded once, whatever their order', async () => {
  const kept = new KeptTasks();
  const load = loader(taskOf(1));
  const first = await kept.find({ task: 'cola', model: 'a' }, load);
  expect(await kept.find({ model: 'a', task: 'cola' }, load)).toBe(first);
  expect(load.count).toBe(1);
  await kept.find({ model: 'b', task: 'cola' }, load);
  expect(load.count).toBe(2);
});

test('small tasks are kept beside the latest one, large ones are not', async () => {
  const kept = new KeptTasks();
  for (const task of ['a', 'b', 'c']) await kept.find(task, loader(taskOf(1)));
  expect(kept.size).toBe(3);
  await kept.find('large', loader(taskOf(100)));
  expect(kept.size).toBe(4);
  await kept.find('d', loader(taskOf(1)));
  expect(kept.size).toBe(1);
  const again = loader(taskOf(100));
  await kept.find('large', again);
  expect(again.count).toBe(1);
});

test('what is scored counts as what is trained on does', async () => {
  const kept = new KeptTasks();
  const { train } = taskOf(100);
  await kept.find('large', () => Promise.resolve({ train: [], scored: train }));
  kept.makeRoomFor('large');
  expect(kept.size).toBe(1);
  kept.makeRoomFor('other');
  expect(kept.size).toBe(0);
});

test('a task that was used since is kept longer', async () => {
  const kept = new KeptTasks();
  const load = loader(taskOf(40));
  for (const task of ['a', 'b', 'a', 'c']) await kept.find(task, load);
  expect(load.count).toBe(3);
  await kept.find('a', load);
  expect(load.count).toBe(3);
  await kept.find('b', load);
  expect(load.count).toBe(4);
});

test('every trial hears what was found while its task was read', async () => {
  const kept = new KeptTasks();
  const heard: string[] = [];
  const end = listenToWarnings((message) => void heard.push(message));
  const load = (): Promise<Task> => {
    warn('3 rows are cut.');
    return Promise.resolve(taskOf(1));
  };
  for (let i = 0; i < 3; i++) await kept.find('a', load);
  end();
  expect(heard).toEqual(Array.from({ length: 3 }, () => '3 rows are cut.'));
});

test('a task that could not be loaded is tried again', async () => {
  const kept = new KeptTasks();
  await expect(kept.find('a', () => Promise.reject(new Error('no such file')))).rejects.toThrow(
    'no such file',
  );
  const task = taskOf(1);
  expect(await kept.find('a', loader(task))).toBe(task);
});
