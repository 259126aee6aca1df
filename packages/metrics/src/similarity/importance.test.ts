import { importanceFromCka } from './importance.ts';

test('what a layer changes', () => {
  expect(importanceFromCka([0, 0.75, 1])).toEqual([1, 0.25, 0]);
});
