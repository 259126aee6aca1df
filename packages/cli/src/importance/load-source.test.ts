import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSource, type SourceRequest } from './load-source.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-source-'));
  writeFileSync(join(folder, 'a.csv'), 'review,stars\ngood,5\nbad,1\nso so,3\n');
  writeFileSync(join(folder, 'a.jsonl'), '{"text": "a"}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (request: Partial<SourceRequest>, kind: 'encoder' | 'decoder' = 'encoder') => {
  const { train, texts } = request;
  const paths = {
    ...(train !== undefined && { train: join(folder, train) }),
    ...(texts !== undefined && { texts: join(folder, texts) }),
  };
  return loadSource({ method: 'cka', ...request, ...paths }, { kind });
};
const table = { train: 'a.csv', text: 'review' } as const;

test.each([
  [{}, 'classification', 2, [0, 0, 0]],
  [{ label: 'stars', method: 'fim' }, 'classification', 3, [2, 0, 1]],
  [{ label: 'stars', task: 'text-regression' }, 'regression', 1, [5, 1, 3]],
] as const)('a table with %j for an encoder', async (request, kind, numLabels, labels) => {
  const source = await load({ ...table, ...request });
  expect([source.kind, source.numLabels]).toEqual([kind, numLabels]);
  expect(Array.from(source.first(), ({ label }) => label)).toEqual(labels);
  expect(Array.from(source.first(2), ({ text }) => text)).toEqual(['good', 'bad']);
});

test('a task of GLUE', async () => {
  const source = await load({ task: 'mnli' });
  expect([source.numLabels, source.first(5).length]).toEqual([3, 5]);
});

test.each<[Partial<SourceRequest>, 'encoder' | 'decoder', RegExp]>([
  [{}, 'encoder', /^Expected one of --task .*, --train .* and --texts, got none\.$/],
  [{ texts: 'a.jsonl', task: 'cola' }, 'encoder', /and --texts, got several\.$/],
  [{ ...table, texts: 'a.jsonl' }, 'encoder', /and --texts, got several\.$/],
  [
    { task: 'cola', text: 'review' },
    'encoder',
    /^Expected --train with the file that --text names a column of, got none\.$/,
  ],
  [{ train: 'a.csv' }, 'encoder', /^Expected the column of the texts in --text beside --train, got none\.$/],
  [
    { ...table, method: 'fim' },
    'encoder',
    /^Expected the column of the labels in --label for --method fim, got none/,
  ],
  [{ ...table, label: 'star' }, 'encoder', /^Unknown column of .*a\.csv "star"\. Did you mean "stars"\?/],
  [
    { ...table, messages: 'chat' },
    'encoder',
    /^Expected --messages with a decoder alone, got it with an encoder\.$/,
  ],
  [
    { texts: 'a.jsonl', output: 'a' },
    'decoder',
    /^Expected --train with the file that --output names a column of/,
  ],
  [
    { ...table, task: 'cola' },
    'encoder',
    /^Expected --task text-classification .* with --train, got cola\.$/,
  ],
  [{ ...table, data: 'hub' }, 'encoder', /^Expected --data with a GLUE task alone/],
  [
    { texts: 'a.jsonl' },
    'encoder',
    /a\.jsonl:1, got \{"text": "a"\}\. A file with columns is taken by --train FILE --text COLUMN\.$/,
  ],
  [{ texts: 'a.csv' }, 'encoder', /a\.csv:1, got review,stars\. A file with columns is taken by --train/],
  [{ texts: 'a.jsonl', method: 'fim' }, 'encoder', /Take --train with --text and --label\.$/],
  [
    { task: 'mini-math' },
    'decoder',
    /^Unknown task "mini-math"\. Valid: .*\. Other data is taken by --train FILE or --texts FILE\.$/,
  ],
  [{ task: 'colla' }, 'encoder', /^Unknown task "colla"\. Did you mean "cola"\?/],
])('%j is refused', async (request, kind, message) => {
  await expect(load(request, kind)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
  });
});
