import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep } from '../sweep/expand-sweep.ts';
import type { Cell } from '../tables/collect-cells.ts';
import { doneResult } from '../testing/example-results.ts';
import { exampleSpec } from '../testing/example-spec.ts';
import { toFigureRows } from './figure-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('done cells are score rows, and each file of importance is read once', () => {
  mkdirSync(folder, { recursive: true });
  const values = { method: 'cka', task: 'cola', model: '/somewhere/else', values: [0.5, 0.25] };
  writeFileSync(join(folder, 'cola-cka-0123.json'), JSON.stringify(values));
  const trials = expandSweep({ ...exampleSpec(), tasks: ['cola'] }, 8).filter(
    ({ method }) => method !== 'random',
  );
  const cells = trials.map((trial, index): Cell => {
    if (index === 0) return { trial, layers: 8, state: 'failed' };
    return {
      trial,
      layers: 2,
      state: 'done',
      result: doneResult(trial, { score: index === 1 ? NaN : 0.75 }),
    };
  });
  const { scores, importance } = toFigureRows(cells, folder);
  expect(scores).toHaveLength(cells.length - 2);
  expect(scores[0]).toEqual({
    model: 'mini/roberta',
    task: 'cola',
    taskTitle: 'CoLA',
    method: 'cka',
    methodTitle: 'CKA',
    layers: 2,
    rank: 8,
    seed: 1,
    metric: 'accuracy',
    score: 0.75,
    trainableParameters: 1000,
    secondsPerStep: 0.01,
    peakMemoryMiB: 256,
    selected: '10000001',
  });
  const common = { model: 'mini/roberta', task: 'cola', taskTitle: 'CoLA', method: 'cka' };
  expect(importance).toEqual([
    { ...common, layer: 0, importance: 0.5 },
    { ...common, layer: 1, importance: 0.25 },
  ]);
});
