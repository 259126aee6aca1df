import { renderCase, renderSummary } from './render.ts';

const result = { family: 'bert', name: 'loss', detail: 'here' } as const;

test.each([
  [
    { ...result, status: 'holds', error: 1.26e-6, tolerance: 1e-5 },
    /^holds {10}bert: loss {2,}1\.3e-6 of 1\.0e-5 {2}here$/,
  ],
  [{ ...result, status: 'fails', error: 2, tolerance: 0 }, /^FAILS {10}bert: loss {2,}2 of 0 {2,}here$/],
  [{ ...result, status: 'fails', error: NaN, tolerance: 1 }, /NaN of 1/],
  [{ ...result, status: 'unsupported', detail: 'not yet' }, /^NOT SUPPORTED {2}bert: loss {2,}not yet$/],
] as const)('%j', (value, line) => {
  expect(renderCase(value, false)).toMatch(line);
});

test('colours only where they are wanted', () => {
  const line = renderCase({ ...result, status: 'fails' }, true);
  expect(line).toContain('\u001b[31mFAILS');
  expect(renderCase({ ...result, status: 'fails' }, false)).not.toContain('\u001b');
});

test('summary', () => {
  expect(renderSummary({ holds: 3, fails: 1, unsupported: 2 })).toBe('3 cases hold, 1 fail, 2 not supported');
});
