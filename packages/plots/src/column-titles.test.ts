import { columnTitle } from './column-titles.ts';

test('columns are named in print, and those that only place marks are left out', () => {
  expect(['layers', 'method', 'aside'].map(columnTitle)).toEqual(['N', 'method', undefined]);
});
