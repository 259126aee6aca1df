import { summariseTasks } from '@lamella/metrics/scores';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import type { TrialCell } from './collect-cells.ts';
import { compareArms } from './compare-arms.ts';
import { comparisonTable } from './comparison-table.ts';
import { drawRows, drawTable, splitDraws } from './draws.ts';
import { sweepRows } from './rows.ts';

const spec = exampleSpec('controls: [{ random: 5 }, least-important, equal-parameters]\n');
const sweep = { layers: [2], seed: [1, 2] };

/** Draw d scores 0.50 + d / 100, CKA 0.535 and the least important layers 0.40; seeds differ by 0.002. */
const cells = expandSweep({ ...spec, tasks: ['rte'], sweep }, 8).map((trial): TrialCell => {
  const { draw } = trial.control ?? {};
  const level = draw ? 0.5 + draw.number / 100 : trial.method === 'cka-least-important' ? 0.4 : 0.535;
  const result = doneResult(trial, { score: level + 0.001 * (2 * trial.seed - 3) });
  return { trial, layers: trial.method === 'all' ? 8 : 2, state: 'done', result };
});

test('draws are split from other arms; alone they are arms', () => {
  const { arms, draws } = splitDraws(cells);
  expect(draws).toHaveLength(10);
  expect(arms).toHaveLength(cells.length - 10);
  expect(splitDraws(draws)).toEqual({ arms: draws, draws: [] });
});

test('a draw has the mean over its seeds, and none if a seed is missing', () => {
  const rows = drawRows(cells);
  expect(rows.map(({ seed, method }) => [method, seed])).toEqual(
    [1, 2, 3, 4, 5].map((number) => ['random-draws', number]),
  );
  expect(rows.map(({ score }) => Number(score?.toFixed(6)))).toEqual([0.51, 0.52, 0.53, 0.54, 0.55]);
  const gaps = cells.map((cell): TrialCell => {
    const { result: _, ...rest } = cell;
    return cell.trial.id === 'rte-random-draw-2-n2-r8-seed2' ? { ...rest, state: 'failed' } : cell;
  });
  expect(drawRows(gaps)[1]).toMatchObject({ seed: 2, score: null, gap: 'failed' });
  expect(drawTable(drawRows(gaps), [])).toContain('| 4 of 5 |');
});

test('the table has mean, range, quartiles, and how many draws each comparable arm beats', () => {
  const { arms, draws } = splitDraws(cells);
  const table = drawTable(drawRows(draws), summariseTasks(sweepRows(arms)));
  expect(table.split('\n').at(-2)).toBe(
    '| random layers | RTE | 2 | 8 | 5 | 53.0 ± 1.6 | 51.0 | 52.0 | 53.0 | 54.0 | 55.0 | CKA: 3 of 5; random: 3 of 5; CKA, least important: 0 of 5 |',
  );
  expect(drawTable([], [])).toBe('');
});

test('draws are compared as one arm, by the mean over draws of each seed', () => {
  const { comparisons } = compareArms(cells, { against: ['random-draws'] });
  const one = comparisons.find(({ a }) => a.method === 'cka');
  expect(one).toMatchObject({
    b: { method: 'random-draws', label: 'random layers, mean of 5 draws' },
    seeds: [1, 2],
  });
  expect(one?.difference).toBeCloseTo(0.535 - 0.53, 12);
  // The deviation of the five draws, 0.0158, over √5; seeds move both arms alike.
  expect(one?.standardError).toBeCloseTo(Math.sqrt(0.00025 / 5), 6);
  const note = 'Where an arm is the mean of several draws, their variance is in it as well.';
  expect(comparisonTable({ level: 0.05, comparisons })).toContain(note);
  expect(comparisonTable(compareArms(cells, { pair: ['cka', 'all'] }))).not.toContain(note);
  const usual = compareArms(cells).comparisons.map(({ a, b }) => [a.method, b.method]);
  expect(new Set(usual.map(([, reference]) => reference))).toEqual(
    new Set(['all', 'random', 'random-draws', 'cka']),
  );
});

test('an arm of equal parameters is compared with LoRA in all layers, and shows its own rank', () => {
  const { comparisons } = compareArms(cells, { against: ['all'] });
  const equal = comparisons.find(({ a }) => a.method === 'cka-equal-parameters');
  expect(equal).toMatchObject({ a: { rank: 32 }, b: { method: 'all', rank: 8 } });
});
