import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { isOwnData, movedData, readScoredRows } from './data-rows.ts';

test('data are looked for under their names in another folder', () => {
  const move = (data: Parameters<typeof movedData>[0]) => movedData(data, '/new');
  expect(move({ kind: 'folder', path: '/old/glue' })).toEqual({ kind: 'folder', path: '/new' });
  expect(move({ kind: 'hub' })).toEqual({ kind: 'folder', path: '/new' });
  expect(move({ kind: 'table', train: '/old/a.csv', test: 'C:\\old\\b.csv' })).toMatchObject({
    train: '/new/a.csv',
    test: '/new/b.csv',
  });
  expect(move({ kind: 'files', train: '/old/a.jsonl', benchmarks: { gsm8k: '/old/b.jsonl' } })).toEqual({
    kind: 'files',
    train: '/new/a.jsonl',
    benchmarks: { gsm8k: '/new/b.jsonl' },
  });
  expect(move({ kind: 'mini' })).toEqual({ kind: 'mini' });
});

test('only data that are made here are read unasked', () => {
  expect([
    isOwnData({ kind: 'mini' }),
    isOwnData({ kind: 'folder', path: '/etc' }),
    isOwnData({ kind: 'hub' }),
  ]).toEqual([true, false, false]);
});

test('rows of another content are refused', async () => {
  const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
  const hashes = { model: 'm', data: 'd' };
  await expect(readScoredRows({ trial, hashes })).rejects.toThrow(
    /^Expected the data of cola.*, got other rows: their hash is [0-9a-f]{64}, that of the trial's d\.$/,
  );
  const data =
    /their hash is (\w+)/.exec(String(await readScoredRows({ trial, hashes }).catch(String)))?.[1] ?? '';
  expect(
    (await readScoredRows({ trial, hashes: { ...hashes, data } })).examples['dev']?.length,
  ).toBeGreaterThan(100);
});
