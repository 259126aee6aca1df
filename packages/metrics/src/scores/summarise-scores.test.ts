import { isScored, type GapRow, type ScoreRow, type ScoreSetting } from './score-row.ts';
import { spreadBy, summariseAverages, summariseTasks } from './summarise-scores.ts';

const setting: ScoreSetting = {
  ...{ model: 'mini/roberta', task: 'cola', taskTitle: 'CoLA', metric: 'matthews' },
  ...{ method: 'mine', methodTitle: 'Mine', layers: 4, rank: 8, seed: 1 },
  ...{ tuning: 'lora', selection: 'cka', adapter: 'lora', initialisation: 'pissa' },
};
const scored = (score: number, other: Partial<ScoreRow> = {}): ScoreRow => {
  const costs = { trainableParameters: 100, secondsPerStep: 0.5, peakMemoryMiB: 64, selected: '1100' };
  return { ...setting, ...costs, score, ...other };
};
const gap = (reason: GapRow['gap'], other: Partial<GapRow> = {}): GapRow => {
  return { ...setting, score: null, gap: reason, ...other };
};

test('mean and sample standard deviation of a textbook example', () => {
  const rows = [2, 4, 4, 4, 5, 5, 7, 9].map((score) => ({ of: 'a', score }));
  const [{ mean, deviation, scored: number } = { mean: NaN, deviation: NaN, scored: 0 }, ...others] =
    spreadBy(rows, ['of']);
  expect([mean, number, others]).toEqual([5, 8, []]);
  expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
});

test('groups keep the order of their first rows; one value has no spread, none has no mean', () => {
  const rows = [
    { of: 'b', score: 1 },
    { of: 'a', score: null },
    { of: 'b', score: null },
  ];
  expect(spreadBy(rows, ['of'])).toEqual([
    { of: 'b', mean: 1, deviation: undefined, scored: 1, seeds: 2 },
    { of: 'a', mean: undefined, deviation: undefined, scored: 0, seeds: 1 },
  ]);
  expect(spreadBy([], [])).toEqual([]);
});

test('a summary has the scores of all seeds, says what the method does, and counts what is not there', () => {
  const rows = [
    scored(0.5),
    scored(0.7, { seed: 2, secondsPerStep: 0.7 }),
    gap('failed', { seed: 3 }),
    gap('undefined', { seed: 4, trainableParameters: 120, secondsPerStep: 0.3, peakMemoryMiB: 64 }),
  ];
  expect(rows.map(isScored)).toEqual([true, true, false, false]);
  const [summary, ...others] = summariseTasks(rows);
  expect(others).toEqual([]);
  expect(summary).toMatchObject({
    ...{ method: 'mine', title: 'Mine', task: 'cola', metric: 'matthews', layers: 4, rank: 8 },
    ...{ tuning: 'lora', selection: 'cka', adapter: 'lora', initialisation: 'pissa', scores: [0.5, 0.7] },
    ...{ scored: 2, seeds: 4, failed: 1, missing: 0, outdated: 0, undefined: 1 },
    ...{ trainable: 120, secondsPerStep: 0.5, peakMemoryMib: 64 },
  });
  expect(summary?.mean).toBeCloseTo(0.6, 12);
});

test('models and settings are groups of their own, and a baseline is passed on', () => {
  const baseline = { baseline: 0.25, baselineOf: 'guess' } as const;
  const rows = [
    scored(0.5, baseline),
    scored(0.7, { model: 'other' }),
    scored(0.1, { settings: 'epochs 5' }),
  ];
  expect(summariseTasks(rows)).toMatchObject([
    { model: 'mini/roberta', settings: '', mean: 0.5, ...baseline },
    { model: 'other', settings: '', mean: 0.7 },
    { model: 'mini/roberta', settings: 'epochs 5', mean: 0.1 },
  ]);
  expect(summariseTasks(rows)[1]).not.toHaveProperty('baseline');
  expect(summariseAverages(rows).map(({ mean }) => mean)).toEqual([0.5, 0.7, 0.1]);
});

test('without LoRA nothing is selected and nothing starts', () => {
  const rows = [
    scored(0.5, { tuning: 'full', selection: null, adapter: null, initialisation: null, rank: 0 }),
  ];
  expect(summariseTasks(rows)).toMatchObject([
    { tuning: 'full', selection: null, adapter: null, initialisation: null },
  ]);
  expect([summariseTasks([]), summariseAverages([])]).toEqual([[], []]);
});

test('scores that are not alike have no average', () => {
  const rows = [scored(0.5), scored(1.7, { task: 'own', metric: 'loss' })];
  expect(summariseAverages(rows)).toMatchObject([{ mean: undefined, scored: 0, tasks: 2 }]);
});

test('an average is over seeds that have a score on all tasks', () => {
  const rows = [
    ...[scored(0.5), scored(0.7, { task: 'rte' })],
    ...[scored(0.1, { seed: 2 }), gap('missing', { task: 'rte', seed: 2 })],
  ];
  expect(summariseAverages(rows)).toMatchObject([{ mean: 0.6, scored: 1, seeds: 2, tasks: 2 }]);
});
