import { expandSweep, parseSpec } from '@lamella/spec';
import { doneResult } from '../testing/example-results.ts';
import type { TrialCell } from './collect-cells.ts';
import { dataNote, testRows, testTable } from './test-table.ts';

const spec = parseSpec(
  `name: own
model: mini/roberta
data: { kind: table, title: Reviews, train: a.csv, test: b.csv, text: a, label: b }
tasks: [text-classification]
methods: { all: { title: All, selection: all }, full: { tuning: full } }
sweep: { seed: [1, 2] }
`,
  'own.yaml',
);
const data = { train: 90, dev: 10, test: 20, split: { share: 0.1, seed: 0 }, labels: ['no', 'yes'] };
const cells = expandSweep(spec, 8).map((trial, index): TrialCell => {
  const result = doneResult(trial);
  const final = { accuracy: 1, accuracy_test: index / 10 };
  return {
    trial,
    layers: 8,
    state: 'done',
    result: { ...result, data, metrics: { ...result.metrics, final } },
  };
});

test('test rows have a table of their own, means over seeds', () => {
  expect(testTable(testRows(cells))).toBe(
    '**Test rows**, scored once, after training\n\n' +
      '| method | N | rank | Reviews, accuracy |\n| --- | --: | --: | --: |\n' +
      '| All | 8 | 8 | 10.0 ± 14.1 |\n| full | 8 |  | 20.0 ± 14.1 |\n',
  );
  expect(testTable([])).toBe('');
});

test('results without test rows have none', () => {
  const without = cells.map((cell) => ({ ...cell, result: doneResult(cell.trial) }));
  expect(testRows(without)).toEqual([]);
  expect(dataNote(without)).toBe('');
});

test('what the rows were is said once', () => {
  expect(dataNote(cells)).toBe(
    'Data: 90 training rows, 10 dev rows (10 % of each class of the training file, seed 0), 20 test rows; 2 classes: no, yes.\n',
  );
});
