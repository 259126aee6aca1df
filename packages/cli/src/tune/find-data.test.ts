import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataOf, findData } from './find-data.ts';
import type { TuneRequest } from './tune-request.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-tune-data-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const request = (train: string, more: Partial<TuneRequest> = {}): TuneRequest => ({
  ...{ model: 'mini/roberta', layers: '0.5', method: 'cka', seeds: [1] },
  ...{ train: join(folder, train), ...more },
});

test('classes and values are told apart by the labels, unless said otherwise', async () => {
  writeFileSync(join(folder, 'a.csv'), 'review,stars,score\ngood,5,4.5\nbad,1,0.25\n');
  const found = async (label: string, more: Partial<TuneRequest> = {}): Promise<object> => {
    const { task, why } = await findData(request('a.csv', { text: 'review', label, ...more }), 'encoder');
    return [task, why];
  };
  expect(await found('stars')).toEqual(['text-classification', 'the labels are 2 whole numbers']);
  expect(await found('score')).toEqual(['text-regression', 'the labels are numbers with fractions']);
  expect(await found('stars', { task: 'text-regression' })).toEqual(['text-regression', 'as given']);
  expect(await found('score', { labels: ['4.5', '0.25'] })).toEqual([
    'text-classification',
    'the labels are given',
  ]);
});

test('a column that is not there is named, with the nearest one', async () => {
  writeFileSync(join(folder, 'a.csv'), 'review,stars\ngood,5\n');
  await expect(findData(request('a.csv', { text: 'review', label: 'star' }), 'encoder')).rejects.toThrow(
    /"star".*Did you mean "stars"\?/,
  );
});

test('a decoder reads its customary columns, and the spec names them', async () => {
  writeFileSync(join(folder, 'a.jsonl'), '{"instruction":"Add 1 and 1.","output":"2"}\n');
  const asked = request('a.jsonl', { test: 'b.jsonl' });
  const found = await findData(asked, 'decoder');
  expect(dataOf(asked, found, (path) => `<${path}>`)).toEqual({
    kind: 'table',
    train: `<${join(folder, 'a.jsonl')}>`,
    test: '<b.jsonl>',
    instruction: 'instruction',
    output: 'output',
  });
});
