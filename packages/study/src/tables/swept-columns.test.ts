import { sweptColumns } from './swept-columns.ts';

test('only what rows differ in has a column', () => {
  const plain = { model: 'a', settings: '' };
  const [other, swept] = [
    { ...plain, model: 'b' },
    { ...plain, settings: 'epochs 5' },
  ];
  expect(sweptColumns([plain])).toEqual([]);
  expect(sweptColumns([plain, other]).map(({ head, textOf }) => [head, textOf(other)])).toEqual([
    ['model', 'b'],
  ]);
  expect(sweptColumns([swept, other]).map(({ head }) => head)).toEqual(['model', 'settings']);
  expect(sweptColumns([swept])[0]?.textOf(swept)).toBe('epochs 5');
});
