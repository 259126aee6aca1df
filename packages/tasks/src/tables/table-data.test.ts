import { mapTableFiles } from './table-data.ts';

test('every file that is named is renamed, and nothing else', () => {
  const data = { kind: 'table', train: 'a.csv', test: 'c.csv', text: 'a.csv' } as const;
  expect(mapTableFiles(data, (path) => `/data/${path}`)).toEqual({
    ...data,
    train: '/data/a.csv',
    test: '/data/c.csv',
  });
});
