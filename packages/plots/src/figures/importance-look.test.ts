import type { ImportanceBar } from '../importance-table.ts';
import { importanceAxis, importanceNotes, importanceTables, selectionColour } from './importance-look.ts';
import { glueTasks, inventRows } from '../testing/invented-rows.ts';

const rows = inventRows({ tasks: glueTasks.slice(0, 1) });
const bar: ImportanceBar = { task: 't', layer: 0, value: 0.6, bar: 0.2, isCut: true, isSelected: false };

test('there is a table per measured method, CKA first', () => {
  expect(importanceTables(rows).map((table) => table.method)).toEqual(['cka', 'fim']);
  const importance = rows.importance.filter((row) => row.method === 'fim');
  expect(importanceTables({ ...rows, importance }).map((table) => table.method)).toEqual(['fim']);
});

test('notes say which method selected how many, and what a cut bar is', () => {
  expect(importanceNotes(importanceTables(rows))[0]).toBe(
    'Dark bars are the layers that CKA and FIM selected (N = 4).',
  );
  const withoutFim = { ...rows, scores: rows.scores.filter((row) => row.method !== 'fim') };
  expect(importanceNotes(importanceTables(withoutFim))[0]).toMatch(/layers that CKA selected/);
  const notes = importanceNotes(importanceTables(rows)).join(' ');
  expect(notes).toMatch(/cut off.*near 1.*as at CLS/);
});

test('a cut bar that is not near 1 is not explained by a constant input', () => {
  const [note, ...others] = importanceNotes([
    { method: 'cka', bars: [bar], domain: [0, 0.2], count: undefined },
  ]);
  expect(note).toMatch(/^The bar of layer 0 is cut off/);
  expect(others).toEqual([]);
});

test('an input that all samples share is told of a bar that is not cut off as well, as of a decoder at its last token', () => {
  const whole = { ...bar, value: 1, bar: 1, isCut: false };
  const table = { method: 'cka', bars: [whole], domain: [0, 1.25], count: undefined } as const;
  expect(importanceNotes([{ ...table, domain: [0, 1.25] }])).toEqual([
    expect.stringMatching(/^1 − CKA of layer 0 is near 1 .*last token/),
  ]);
  expect(importanceNotes([{ ...table, domain: [0, 1.25], method: 'fim' }])).toEqual([]);
});

test('Fisher information has a tick at its largest value, 1', () => {
  const whole = { method: 'fim', domain: [0, 1.25] as [number, number] } as const;
  expect(importanceAxis(whole, { isSmall: true })).toEqual({ values: [0, 0.5, 1] });
  expect(importanceAxis(whole, { isSmall: false })).toMatchObject({ values: expect.arrayContaining([1]) });
  expect(importanceAxis({ ...whole, domain: [0, 0.3] }, { isSmall: true })).toEqual({ tickCount: 3 });
});

test('a layer that is not selected is a pale tint of its method', () => {
  expect(selectionColour('cka')).toMatchObject({ condition: { value: '#0072b2' }, value: '#add2e6' });
});

test('intervals and undecided layers are explained where there are any', () => {
  const table = { method: 'cka', domain: [0, 1], count: undefined } as const;
  const notes = importanceNotes([
    { ...table, domain: [0, 1], bars: [{ ...bar, isCut: false, lower: 0.1, upper: 0.3, isUndecided: true }] },
  ]);
  expect(notes).toEqual([
    'Lines are 95 % intervals over samples of the importance without the bias of few samples.',
    'Layers with a question mark are undecided: more than one in twenty other samples selects otherwise.',
  ]);
  expect(importanceNotes([{ ...table, domain: [0, 1], bars: [{ ...bar, isCut: false }] }])).toEqual([]);
});
