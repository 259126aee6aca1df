import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { readModelShape } from '@lamella/planning';
import { formatReport, warningsOf } from './format-report.ts';
import { importanceReport } from './importance-report.ts';
import type { ImportanceRequest } from './importance-request.ts';
import type { MeasuredImportance } from './measure-for-command.ts';

const config = readJsonFile(join(workspaceRoot(), 'fixtures/bert/config.json')) as Record<string, unknown>;
const request: ImportanceRequest = {
  ...{ model: 'm', method: 'cka', samples: 64, lastLayer: 'normed', maxLength: 8, batchSize: 8, seed: 0 },
};
const certainty = {
  ...{ resamples: 100, seed: 0, confidence: 0.95, numSamples: 64 },
  estimates: [1, 0.31, 0.3, 0.9],
  lower: [1, 0.2, 0.2, 0.8],
  upper: [1, 0.4, 0.4, 1],
  floors: [0, 0.1, 0.2, 0.1],
  constantInputs: [0],
  orders: { '0 3 1 2': 60, '0 3 2 1': 40 },
};
const measured: MeasuredImportance = {
  shape: { ...readModelShape(config), numLayers: 4 },
  data: 'CoLA',
  settings: { method: 'cka', pooling: 'cls', samples: 'all', maxLength: 8, batchSize: 8 },
  importance: {
    ...{ method: 'cka', values: [1, 0.25, 0.24, 0.8], numSamples: 64, seconds: 2, certaintySeconds: 0.1 },
    ...{ certainty, notes: [] },
  },
};
const report = (more: Partial<ImportanceRequest> = {}, importance: object = {}) =>
  importanceReport(
    { ...request, ...more },
    { ...measured, importance: { ...measured.importance, ...importance } },
    more.prefer === undefined ? undefined : costs,
  );
/** Each layer below the last costs a second and ten bytes. */
const costs = {
  step: { rank: 8, batchSize: 8, maxLength: 8 },
  costOf: ([lowest = 0]: readonly number[]) => ({ time: 4 - lowest, memory: 100 - 10 * lowest }),
};

test('layers of constant input have no rank, unless the setting says otherwise', () => {
  const ranks = (more: Partial<ImportanceRequest>) => report(more).layers.map(({ rank }) => rank);
  expect(ranks({})).toEqual([null, 2, 3, 1]);
  expect(ranks({ dropFirst: true })).toEqual([null, 2, 3, 1]);
  expect(ranks({ dropFirst: false })).toEqual([1, 3, 4, 2]);
  expect(report().selection).toBeUndefined();
});

test('a selection says how sure it is, and is written for PEFT', () => {
  const { selection, layers } = report({ select: 2 });
  expect(selection).toMatchObject({
    layers: [1, 3],
    mask: '0101',
    undecided: [1, 2],
    frequency: [0, 0.6, 0.4, 1],
  });
  expect(selection?.margin).toBeCloseTo(0.01, 12);
  expect(selection?.configurations['peft']).toContain('layers_to_transform=[1, 3]');
  expect(Object.keys(selection?.configurations ?? {})).toEqual(['peft']);
  expect(layers[1]).toMatchObject({ estimate: 0.31, lower: 0.2, upper: 0.4, floor: 0.1, frequency: 0.6 });
});

test('the table marks what is undecided, and why', () => {
  const lines = formatReport(report({ select: 2 })).split('\n');
  expect(lines[0]).toBe('Importance of the layers of m for CoLA (64 samples, 2.0 s)');
  expect(lines.slice(2, 5)).toEqual([
    'layer  1 - CKA  unbiased     95 % interval  rank   in 2',
    '0       1.0000         -                 -     -    0 %',
    `1       0.2500    0.3100  0.2000 to 0.4000     2   60 %  ${'█'.repeat(10)}`,
  ]);
  expect(lines).toContain('Selected: layers 1, 3 (0101)');
  const undecided =
    'Undecided: layer 1 (selected, as by 60 % of other samples), layer 2 (left out, but selected by 40 %). ' +
    '64 samples are few: unrelated representations would reach a CKA of 0.20 with them, which lowers the values. ' +
    'More samples may decide it.';
  expect(lines).toContain(undecided);
  const note =
    'Layer 0 gets the same input for every sample: all begin with the same token. ' +
    'Its importance means nothing; dropFirst: auto leaves it out.';
  expect(lines.at(-1)).toBe(note);
  expect(warningsOf(report({ select: 2 }))).toEqual([undecided, note]);
});

test('a clear selection is called decided', () => {
  expect(report({ select: 1 }).selection?.undecided).toEqual([]);
  expect(formatReport(report({ select: 1 }))).toMatch(/^Decided: at least 95 % of other samples/m);
});

test('of too few samples there are values alone', () => {
  const few = report({ select: 2 }, { certainty: undefined, notes: ['Too few.'] });
  expect(few.layers[1]).toEqual({ layer: 1, importance: 0.25, rank: 2, hasConstantInput: false });
  expect(formatReport(few)).toMatch(/^Too few\.$/m);
  expect(formatReport(few)).not.toMatch(/ecided|interval/);
});

test('with a preference the cheapest set is selected, and the certainty is said to be of the most important layers', () => {
  const cheap = report({ select: 2, prefer: 'time', within: 0.05 });
  expect(cheap.selection).toMatchObject({
    ...{ layers: [2, 3], mask: '0011', undecided: [1, 2] },
    cheapest: {
      ...{ prefer: 'time', within: 0.05, step: { rank: 8, batchSize: 8, maxLength: 8 } },
      top: { layers: [1, 3], share: 1, costs: { time: 3, memory: 90 } },
      chosen: { layers: [2, 3], share: 1.04 / 1.05 },
      last: { layers: [2, 3] },
    },
  });
  expect(cheap.selection?.configurations['peft']).toContain('layers_to_transform=[2, 3]');
  const lines = formatReport(cheap).split('\n');
  const whose =
    'How sure the 2 most important layers are (1, 3); by other samples another set may be the cheapest:';
  expect(lines).toContain('Selected: layers 2, 3 (0011)');
  expect(lines).toContain(whose);
  const [first, undecided] = warningsOf(cheap);
  expect(first).toBe(whose);
  expect(undecided).toMatch(/^Undecided: layer 1 \(selected, as by 60 %.*layer 2 \(left out/);
});

test('a layer of constant input is chosen by its cost only where no other is left', () => {
  const all = report({ select: 4, prefer: 'memory' });
  expect(all.selection).toMatchObject({ layers: [0, 1, 2, 3], cheapest: { within: 0.05 } });
});
