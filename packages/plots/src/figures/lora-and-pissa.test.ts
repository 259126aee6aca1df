import type { ScoreRow } from '../rows.ts';
import { inventRows } from '../testing/invented-rows.ts';
import { loraAndPissa } from './lora-and-pissa.ts';

const { scores } = inventRows({ methods: ['cka', 'all'], layers: [2], ranks: [8], seeds: 1 });
const own = scores.filter(({ task }) => task === scores[0]?.task);
const again = (method: string, name: string, score: number): ScoreRow[] =>
  own
    .filter((row) => row.method === method)
    .map((row) => ({ ...row, method: name, methodTitle: `PiSSA, ${name}`, initialisation: 'pissa', score }));
const draw = (rows: readonly ScoreRow[]) => {
  const figure = loraAndPissa({ scores: rows, importance: [] });
  if ('skipped' in figure) return figure.skipped;
  return figure.tables['means']?.map(({ setting, start, mean }) => [setting, start, mean]);
};
const meanOf = (method: string): number =>
  Number((100 * (own.find((row) => row.method === method)?.score ?? NaN)).toFixed(4));

test('methods are paired by what they do, whatever their names', () => {
  expect(draw([...own, ...again('cka', 'svd', 0.5)])).toEqual([
    ['cka, N = 2', 'LoRA', meanOf('cka')],
    ['cka, N = 2', 'PiSSA', 50],
  ]);
});

test('where several methods with PiSSA share one of LoRA, each has its own line', () => {
  expect(draw([...own, ...again('cka', 'svd', 0.5), ...again('cka', 'fast', 0.6)])).toEqual([
    ['PiSSA, svd, N = 2', 'LoRA', meanOf('cka')],
    ['PiSSA, fast, N = 2', 'LoRA', meanOf('cka')],
    ['PiSSA, svd, N = 2', 'PiSSA', 50],
    ['PiSSA, fast, N = 2', 'PiSSA', 60],
  ]);
});

test('what was trained from one start alone has nothing to be compared with, and is left out', () => {
  const more = own.filter(({ method }) => method === 'cka').map((row) => ({ ...row, layers: 4 }));
  expect(draw([...own, ...more, ...again('cka', 'svd', 0.5)])).toEqual([
    ['cka, N = 2', 'LoRA', meanOf('cka')],
    ['cka, N = 2', 'PiSSA', 50],
  ]);
});

test('without a pair there is no figure', () => {
  expect(draw(own)).toBe(
    'it needs a method that starts as PiSSA does and one of plain LoRA on the same layers',
  );
});
