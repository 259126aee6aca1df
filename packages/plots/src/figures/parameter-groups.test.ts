import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { onAxis, parameterFront, parameterGroups } from './parameter-groups.ts';

function rowsOf(numTasks: number): ReturnType<typeof inventRows>['scores'] {
  return inventRows({ tasks: glueTasks.slice(0, numTasks), ranks: [4, 8], seeds: 2 }).scores;
}

test('the mean over tasks comes first, then the tasks if they are few', () => {
  expect(parameterGroups(rowsOf(2)).map((group) => group.title)).toEqual([
    'Mean over 2 tasks',
    'CoLA',
    'SST-2',
  ]);
  expect(parameterGroups(rowsOf(6)).map((group) => group.title)).toEqual(['Mean over 6 tasks']);
  expect(parameterGroups(rowsOf(1)).map((group) => group.title)).toEqual(['CoLA']);
});

test('a mean is that of the tasks', () => {
  const [mean, cola, sst2] = parameterGroups(rowsOf(2));
  for (const [index, cell] of (mean?.cells ?? []).entries()) {
    expect(cell.mean).toBeCloseTo(
      ((cola?.cells[index]?.mean ?? NaN) + (sst2?.cells[index]?.mean ?? NaN)) / 2,
      9,
    );
  }
  expect(mean?.cells).toHaveLength(cola?.cells.length ?? 0);
});

test('a mean has the spread of the means of its seeds, those that have a score on all tasks', () => {
  const rows = rowsOf(2).filter(({ method }) => method === 'cka' || method === 'head');
  const [whole] = parameterGroups(rows);
  const [cell] = whole?.cells ?? [];
  expect(cell?.scores).toHaveLength(2);
  const ofSeed = (seed: number): number[] =>
    rows
      .filter((row) => row.seed === seed && row.method === cell?.method && row.layers === cell.layers)
      .filter((row) => row.rank === cell?.rank)
      .map(({ score }) => 100 * score);
  const averages = [0, 1].map((seed) => ofSeed(seed).reduce((sum, score) => sum + score, 0) / 2);
  const [first = NaN, second = NaN] = averages;
  expect(cell?.scores[0]).toBeCloseTo(first, 9);
  expect(cell?.deviation).toBeCloseTo(Math.abs(first - second) / Math.SQRT2, 9);
  const [gappy] = parameterGroups(rows.filter(({ task, seed }) => task !== 'sst2' || seed === 0));
  expect(gappy?.cells.map(({ scores }) => scores.length)).toEqual(whole?.cells.map(() => 1));
});

test('a setting that lacks a task is left out of the mean and counted', () => {
  const rows = rowsOf(2).filter((row) => row.method !== 'cka' || row.task !== 'sst2' || row.rank !== 4);
  const [mean, cola] = parameterGroups(rows);
  expect(mean?.numIncomplete).toBe(3);
  expect(mean?.cells).toHaveLength((cola?.cells.length ?? 0) - 3);
});

test('full fine-tuning is neither on the axis nor on the front', () => {
  const [group] = parameterGroups(rowsOf(1));
  if (group === undefined) throw new Error('Expected a group');
  expect(group.cells.some((cell) => cell.method === 'full')).toBe(true);
  expect(onAxis(group).some((cell) => cell.method === 'full')).toBe(false);
  const front = parameterFront(group);
  expect(front.map((cell) => cell.method)).not.toContain('full');
  expect(front[0]?.method).toBe('head');
});

test('one number of parameters is nothing to compare', () => {
  expect(parameterGroups(rowsOf(2).filter((row) => row.method === 'head'))).toEqual([]);
});

test('where a lower score is better, the front is that of the lowest', () => {
  const rows = rowsOf(1).map((row) => ({ ...row, metric: 'loss', score: 1 + row.score }));
  const [group] = parameterGroups(rows);
  if (group === undefined) throw new Error('Expected a group');
  const front = parameterFront(group);
  const means = front.map(({ mean }) => mean);
  expect(means).toEqual(means.toSorted((a, b) => b - a));
  expect(means.at(-1)).toBe(Math.min(...onAxis(group).map(({ mean }) => mean)));
  expect(group.axisTitle).toBe('loss, nats per token (lower is better)');
});
