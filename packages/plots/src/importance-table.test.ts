import { importanceTable } from './importance-table.ts';
import type { ImportanceRow } from './rows.ts';
import { glueTasks, inventRows } from './testing/invented-rows.ts';

function rows(method: ImportanceRow['method'], values: readonly number[]): ImportanceRow[] {
  return values.map((importance, layer) => ({
    model: 'm',
    task: 't',
    taskTitle: 'T',
    method,
    layer,
    importance,
  }));
}

test('1 − CKA stays as it is, Fisher information is divided by the largest', () => {
  const importance = [...rows('cka', [0.2, 0.1]), ...rows('fim', [1e-7, 4e-7])];
  const values = (method: ImportanceRow['method']): unknown =>
    importanceTable({ scores: [], importance }, method)?.bars.map((bar) => bar.value);
  expect(values('cka')).toEqual([0.2, 0.1]);
  expect(values('fim')).toEqual([0.25, 1]);
});

test('a first layer far above the others is cut off, any other layer is not', () => {
  const cut = importanceTable({ scores: [], importance: rows('cka', [1, 0.2, 0.1]) }, 'cka');
  expect(cut?.domain).toEqual([0, 0.25]);
  expect(cut?.bars.map(({ bar, value, isCut }) => [bar, value, isCut])).toEqual([
    [0.25, 1, true],
    [0.2, 0.2, false],
    [0.1, 0.1, false],
  ]);
  const fisher = importanceTable({ scores: [], importance: rows('fim', [4e-7, 1e-7]) }, 'fim');
  expect(fisher?.domain).toEqual([0, 0.3125]);
  expect(fisher?.bars[0]).toMatchObject({ value: 1, isCut: true });
  const whole = importanceTable({ scores: [], importance: rows('cka', [0.1, 0.2, 1]) }, 'cka');
  expect(whole?.bars.some((bar) => bar.isCut)).toBe(false);
});

test('marks the layers that trials selected at the main N; without trials all are dark', () => {
  const invented = inventRows({ tasks: glueTasks.slice(0, 1) });
  const table = importanceTable(invented, 'cka');
  const selected = invented.scores.find((row) => row.method === 'cka' && row.layers === 4)?.selected;
  expect(table?.count).toBe(4);
  expect(table?.bars.map((bar) => (bar.isSelected ? '1' : '0')).join('')).toBe(selected);
  const elsewhere = invented.scores.map((row) => ({ ...row, task: 'other', trainedOn: row.task }));
  expect(importanceTable({ ...invented, scores: elsewhere }, 'cka')?.bars).toEqual(table?.bars);
  const renamed = invented.scores.map((row) => (row.method === 'cka' ? { ...row, method: 'mine' } : row));
  expect(importanceTable({ ...invented, scores: renamed }, 'cka')?.bars).toEqual(table?.bars);
  const untried = importanceTable({ ...invented, scores: [] }, 'cka');
  expect(untried?.count).toBeUndefined();
  expect(untried?.bars.every((bar) => bar.isSelected)).toBe(true);
});

test('values that are all zero have an axis', () => {
  expect(importanceTable({ scores: [], importance: rows('fim', [0, 0]) }, 'fim')?.domain).toEqual([0, 1]);
});

test('a method that was not measured has no table', () => {
  expect(importanceTable({ scores: [], importance: rows('cka', [0.1]) }, 'fim')).toBeUndefined();
});

test('intervals are in the unit of the values, and the axis holds them; cut bars have none', () => {
  const interval = (row: ImportanceRow): ImportanceRow => ({
    ...row,
    lower: row.importance / 2,
    upper: 2 * row.importance,
  });
  const importance = [...rows('cka', [1, 0.2, 0.1]), ...rows('fim', [1e-7, 4e-7])].map(interval);
  const cka = importanceTable({ scores: [], importance }, 'cka');
  expect(cka?.bars.map(({ lower, upper }) => [lower, upper])).toEqual([
    [undefined, undefined],
    [0.1, 0.4],
    [0.05, 0.2],
  ]);
  expect(cka?.domain).toEqual([0, 0.5]);
  const fim = importanceTable({ scores: [], importance }, 'fim');
  expect(fim?.bars.map(({ lower, upper }) => [lower, upper])).toEqual([
    [0.125, 0.5],
    [0.5, 2],
  ]);
});

test('undecided layers are marked at the main N', () => {
  const invented = inventRows({ tasks: glueTasks.slice(0, 1) });
  const scores = invented.scores.map((row) =>
    row.method === 'cka' ? { ...row, undecided: [row.layers % 8] } : row,
  );
  const marked = (method: ImportanceRow['method']) =>
    importanceTable({ ...invented, scores }, method)?.bars.flatMap(({ layer, isUndecided }) =>
      isUndecided ? [layer] : [],
    );
  expect(marked('cka')).toEqual([4]);
  expect(marked('fim')).toEqual([]);
});

test('layers that rows say are selected are, whatever scores say', () => {
  const rows = inventRows({ tasks: glueTasks.slice(0, 1) });
  const importance = rows.importance.map((row) => ({ ...row, isSelected: row.layer === 3 }));
  const { bars = [] } = importanceTable({ ...rows, importance }, 'cka') ?? {};
  expect(bars.flatMap(({ layer, isSelected }) => (isSelected ? [layer] : []))).toEqual([3]);
});
