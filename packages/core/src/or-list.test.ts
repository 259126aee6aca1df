import { orList } from './or-list.ts';

test('names as a sentence lists them', () => {
  expect(orList(['a'])).toBe('a');
  expect(orList(['a', 'b'])).toBe('a or b');
  expect(orList(['a', 'b', 'c'])).toBe('a, b or c');
});
