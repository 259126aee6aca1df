import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSpec } from '@lamella/spec';
import { captureOutput } from '../testing/capture-output.ts';
import { run, type TuneOptions } from './tune.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-tune-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const spec = (): string => join(folder, 'reviews.yaml');

function options(more: Partial<TuneOptions> = {}): TuneOptions {
  return {
    ...{ model: 'mini/roberta', train: join(folder, 'reviews.csv'), text: 'review', label: 'mood' },
    ...{ layers: '0.5', method: 'cka', seeds: [1], dryRun: true, spec: spec() },
    ...more,
  };
}

function writeReviews(numRows: number): void {
  const rows = Array.from({ length: numRows }, (_, i) => `A ${i} review,${i % 3 === 0 ? 'bad' : 'good'}\n`);
  writeFileSync(join(folder, 'reviews.csv'), `review,mood\n${rows.join('')}`);
}

test('what will be done is shown and written as a spec that can be read', async () => {
  writeReviews(40);
  const { value, stderr } = await captureOutput(() => run(options({ compare: true, set: ['rows.dev=3'] })));
  expect(value).toBe(0);
  expect(stderr).toContain('task    text-classification (the labels are texts)');
  expect(stderr).toContain('layers  4 of 8, by cka');
  expect(stderr).toMatch(/epochs +10 {2}20 steps of 32 examples/);
  expect(stderr).toMatch(/text-classification-full-seed1 +[\d,]+ {2}/);
  const read = await readSpec(spec());
  expect(read).toMatchObject({
    name: 'reviews-roberta',
    model: 'mini/roberta',
    data: { kind: 'table', train: join(folder, 'reviews.csv'), text: 'review', label: 'mood' },
    rows: { dev: 3 },
    adapter: { targets: ['query', 'value'] },
    training: { epochs: 10, learningRate: 5e-4, maxLength: 16, batchSize: 32, newModules: 'trained' },
    sweep: { layers: [0.5], seed: [1] },
  });
  expect(Object.keys(read.methods)).toEqual(['cka', 'all', 'random', 'full']);
  expect(readFileSync(spec(), 'utf8')).toContain('train: ./reviews.csv');
});

test.each<[string, Partial<TuneOptions>, RegExp]>([
  ['a column that is not there', { label: 'mod' }, /"mod".*Did you mean "mood"/],
  ['an empty name of a label', { label: '' }, /column/],
  ['a file that is not there', { train: 'none.csv' }, /none\.csv: no such file/],
  ['layers that are not there', { layers: '9' }, /Expected --layers to be a number from 1 to 8/],
  ['a setting that is none', { set: ['training.epoch=3'] }, /--set training\.epoch=3.*epochs/s],
])('%s: nothing is written', async (_what, change, message) => {
  writeReviews(40);
  await expect(captureOutput(() => run(options(change)))).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message) as string,
  });
  expect(existsSync(spec())).toBe(false);
});

test('one single class is told before anything is trained', async () => {
  writeFileSync(join(folder, 'reviews.csv'), 'review,mood\nfine,good\nwell,good\n');
  await expect(captureOutput(() => run(options()))).rejects.toThrow(
    /Expected at least two classes in column "mood"/,
  );
  expect(existsSync(spec())).toBe(false);
});
