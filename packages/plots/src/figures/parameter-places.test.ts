import type { ScoreCell } from '../cells.ts';
import {
  axisEnds,
  besideTransform,
  placeBands,
  placeByParameters,
  powersPerPixel,
} from './parameter-places.ts';

const cell = (method: string, trainableParameters: number): ScoreCell => ({
  ...{ task: 't', metric: 'accuracy', method, tuning: 'lora', selection: method, layers: 4, rank: 8 },
  ...{ trainableParameters, scores: [50], mean: 50, deviation: 0 },
});
const cells = [cell('all', 10_000), cell('cka', 1000), cell('fim', 1001), cell('random', 1000)];

test('arms with as many parameters stand side by side about their number, in the order of the cells', () => {
  const places = [...placeByParameters(cells)].map(([{ method }, { aside, beside }]) => [
    method,
    aside,
    beside,
  ]);
  expect(places).toEqual([
    ['cka', -1, 3],
    ['fim', 0, 3],
    ['random', 1, 3],
    ['all', 0, 1],
  ]);
  const [first, , , last] = [...placeByParameters(cells).values()];
  expect(first?.centre).toBeCloseTo(1000.5, 1);
  expect(first?.gap).toBeCloseTo(1, 3);
  expect(last?.centre).toBe(10_000);
});

test('they stand nine pixels apart where there is room, in a band; a single one has none', () => {
  const places = placeByParameters(cells).values();
  const [band, ...others] = placeBands(places, 1 / 900);
  expect(others).toEqual([]);
  expect(Math.log10((band?.to ?? NaN) / (band?.from ?? NaN))).toBeCloseTo(3 * (9 / 900), 6);
  expect(JSON.stringify(besideTransform(1 / 900))).toContain('min(0.01, 0.75 * datum.gap / datum.beside)');
});

test('without room they share three quarters of the way to the next number', () => {
  const [band] = placeBands(placeByParameters(cells).values(), 1);
  expect(Math.log10((band?.to ?? NaN) / (band?.from ?? NaN))).toBeCloseTo(0.75, 3);
});

test('an axis has room for the band at its end, and a little beyond single places', () => {
  const many = [cell('head', 100), ...Array.from({ length: 30 }, (_, i) => cell(`m${i}`, 1000))];
  const places = [...placeByParameters(many).values()];
  const ends = axisEnds(places, 300);
  expect(ends[0]).toBeCloseTo(100 / 1.15, 6);
  const [band] = placeBands(places, powersPerPixel(ends, 300));
  expect(ends[1]).toBeGreaterThan(band?.to ?? Infinity);
  expect(axisEnds([...placeByParameters(cells.slice(0, 2)).values()], 9000)[1]).toBeCloseTo(11_500, 6);
});
