import {
  countedMethods,
  findRule,
  importanceMethods,
  importanceOf,
  selectionMethods,
} from './selection-rules.ts';

test('names are different, and rules that choose N layers come before those that are given them', () => {
  expect(new Set(selectionMethods).size).toBe(selectionMethods.length);
  expect(selectionMethods).toEqual([...countedMethods, 'all', 'list', 'one-hot']);
});

test('what a rule needs is said by its record, not by its name', () => {
  expect(importanceMethods.map((name) => [name, importanceOf(name).needs])).toEqual([
    ['cka', 'forward'],
    ['fim', 'backward'],
    ['block-influence', 'forward'],
    ['cka-debiased', 'forward'],
    ['rbf-cka', 'forward'],
    ['effective-rank', 'forward'],
    ['norm-growth', 'forward'],
    ['gradient-norm', 'backward'],
  ]);
  expect(importanceOf('random')).toBeUndefined();
  expect(findRule('cak')).toBeUndefined();
});

test('rules with a look of their own look different', () => {
  const looks = selectionMethods.flatMap((name) => findRule(name)?.look ?? []);
  expect(new Set(looks.map(({ colour }) => colour)).size).toBe(looks.length);
  expect(new Set(looks.map(({ shape }) => shape)).size).toBe(looks.length);
});
