import type { ScoreCell } from './cells.ts';
import { scoreScale } from './score-scale.ts';

function cell(mean: number, deviation = 0, metric = 'accuracy'): ScoreCell {
  return {
    task: 't',
    metric,
    method: 'm',
    tuning: 'lora',
    selection: 'cka',
    layers: 1,
    rank: 1,
    trainableParameters: 1,
    scores: [mean],
    mean,
    deviation,
  };
}

test('covers every seed and the ends of every bar', () => {
  const { domain } = scoreScale([cell(80, 3), { ...cell(84), scores: [81, 87.5] }], []);
  expect(domain[0]).toBeLessThan(77);
  expect(domain[1]).toBeGreaterThan(87.5);
});

test('takes in a reference that is near, leaves out one that is far', () => {
  const [near, far] = [cell(91), cell(40)];
  const { domain, outside } = scoreScale([cell(80), cell(88)], [near, far]);
  expect(domain[1]).toBeGreaterThan(91);
  expect(domain[0]).toBeGreaterThan(70);
  expect(outside).toEqual([far]);
});

test('shows two points at least', () => {
  expect(scoreScale([cell(50)], []).domain).toEqual([49, 51]);
  const { domain } = scoreScale([cell(50), cell(50.2)], []);
  expect(domain[1] - domain[0]).toBeCloseTo(2, 6);
});

test('a loss is not in hundreds', () => {
  const { domain } = scoreScale([cell(1.52, 0, 'loss'), cell(1.6, 0, 'loss')], []);
  expect(domain[0]).toBeGreaterThan(1.5);
  expect(domain[1]).toBeLessThan(1.62);
  const [low, high] = scoreScale([cell(1.5, 0, 'loss')], []).domain;
  expect(high - low).toBeCloseTo(0.02, 6);
});

test('fits to the references where there is nothing else', () => {
  expect(scoreScale([], [cell(60), cell(90)])).toMatchObject({ outside: [] });
});
