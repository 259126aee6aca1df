import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';
import { doneResult, withConstantInputs } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { toFigureRows } from './figure-rows.ts';

test('done cells are score rows, and each measurement of importance is there once', () => {
  const trials = expandSweep({ ...exampleSpec(), tasks: ['cola'] }, 8).filter(
    ({ method }) => method !== 'random',
  );
  const cells = trials.map((trial, index): TrialCell => {
    if (index === 0) return { trial, layers: 8, state: 'failed' };
    return {
      trial,
      layers: 2,
      state: 'done',
      result: doneResult(trial, { score: index === 1 ? NaN : 0.75 }),
    };
  });
  const { scores, importance } = toFigureRows(cells);
  expect(scores).toHaveLength(cells.length - 2);
  expect(scores[0]).toEqual({
    model: 'mini/roberta',
    task: 'cola',
    taskTitle: 'CoLA',
    method: 'cka',
    methodTitle: 'CKA',
    tuning: 'lora',
    selection: 'cka',
    adapter: 'lora',
    initialisation: 'standard',
    layers: 2,
    rank: 8,
    seed: 1,
    metric: 'matthews',
    score: 0.75,
    trainableParameters: 1000,
    secondsPerStep: 0.01,
    peakMemoryMiB: 256,
    selected: '10000001',
    numItems: 2,
  });
  const common = { model: 'mini/roberta', task: 'cola', taskTitle: 'CoLA', method: 'cka' };
  expect(importance).toEqual(
    Array.from({ length: 8 }, (_, layer) => ({ ...common, layer, importance: 1 / (layer + 1) })),
  );
});

test('a layer of constant input has no interval, and is known as such', () => {
  const [trial] = expandSweep({ ...exampleSpec(), tasks: ['cola'] }, 8).filter(
    ({ method }) => method === 'cka',
  );
  if (trial === undefined) throw new Error('Expected a trial');
  const result = withConstantInputs(doneResult(trial), [0]);
  const { importance } = toFigureRows([{ trial, layers: 2, state: 'done', result }]);
  expect(importance.slice(0, 2)).toEqual([
    expect.objectContaining({ layer: 0, hasConstantInput: true }),
    expect.objectContaining({ layer: 1, hasConstantInput: false, lower: 0, upper: 0 }),
  ]);
  expect(importance[0]).not.toHaveProperty('lower');
});

test('rows name the kind of adapter, so that VeRA is not taken for LoRA', () => {
  const spec = exampleSpec('adapter: { kind: vera, alpha: 8 }\n');
  const [trial] = expandSweep({ ...spec, tasks: ['cola'] }, 8).filter(({ method }) => method === 'cka');
  if (trial === undefined) throw new Error('Expected a trial');
  const cell = { trial, layers: 2, state: 'done', result: doneResult(trial, { score: 0.5 }) } as const;
  expect(toFigureRows([cell]).scores).toMatchObject([
    { tuning: 'lora', selection: 'cka', adapter: 'vera', initialisation: null },
  ]);
});

test('losses come from results, or from the logs of trainings at a few hundred points', () => {
  const [trial] = expandSweep({ ...exampleSpec(), tasks: ['cola'] }, 8) as [ResolvedTrial];
  const result = doneResult(trial);
  const cell: TrialCell = { trial, layers: 2, state: 'done', result };
  const logged = Array.from({ length: 1000 }, (_, index) => index);
  const lossesOf = (one: TrialCell): (readonly number[])[] =>
    (toFigureRows([one]).losses ?? []).map(({ step, loss }) => [step, loss]);
  expect(lossesOf(cell)).toEqual([]);
  expect(lossesOf({ ...cell, loggedLosses: () => [0.5, 0.25] })).toEqual([
    [1, 0.5],
    [2, 0.25],
  ]);
  const thinned = lossesOf({ ...cell, loggedLosses: () => logged });
  expect(thinned.slice(0, 2)).toEqual([
    [2, 1],
    [5, 4],
  ]);
  expect(thinned).toHaveLength(334);
  expect(thinned.at(-1)).toEqual([1000, 999]);
  const kept = { ...cell, result: { ...result, losses: [3, 2, 1] }, loggedLosses: () => logged };
  expect(lossesOf(kept).at(-1)).toEqual([3, 1]);
});

test('what was trained on files has their name, whatever task says how they are read', () => {
  const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
  const losses = { ...doneResult(trial), losses: [2, 1] };
  const titleOf = (data: ResolvedTrial['data']): unknown => {
    const read = { ...trial, task: 'metamath', data } as ResolvedTrial;
    const cell: TrialCell = { trial: read, layers: 2, state: 'done', result: losses };
    return toFigureRows([cell]).losses?.[0]?.taskTitle;
  };
  const files = { kind: 'files', train: '/gsm8k/train.jsonl', benchmarks: { gsm8k: '/t' } } as const;
  expect(titleOf({ ...files, title: 'GSM8K' })).toBe('GSM8K');
  expect(titleOf(files)).toBe('MetaMathQA (train.jsonl)');
  expect(titleOf({ kind: 'mini' })).toBe('MetaMathQA');
});
