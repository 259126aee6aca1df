import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetFiles, readParquet } from './read-parquet.ts';
import { taskInfo } from './tasks.ts';

/** Written by pyarrow; see make-parquet.py beside it. */
const FOLDER = fileURLToPath(new URL('../../fixtures/parquet', import.meta.url));

describe('readParquet', () => {
  test('reads shards in their order', async () => {
    expect(await readParquet(taskInfo('cola'), FOLDER)).toEqual({
      train: [
        { id: 0, text: 'The "old" ship sails.', label: 1 },
        { id: 1, text: 'The ship sail old.', label: 0 },
        { id: 2, text: 'A café opened.', label: 1 },
        { id: 3, text: 'Café a opened.', label: 0 },
        { id: 4, text: 'They ran.', label: 1 },
      ],
      dev: [{ id: 0, text: 'Dogs bark.', label: 1 }],
    });
  });

  test.each([1, 2, 3, 4, 9])('stops after the first %d rows', async (train) => {
    const splits = await readParquet(taskInfo('cola'), FOLDER, { train });
    expect(splits.train.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4].slice(0, train));
  });

  test('gives scores as they were before the hub made them 32-bit numbers', async () => {
    const splits = await readParquet(taskInfo('stsb'), FOLDER);
    expect(splits.train).toEqual([{ id: 0, text: 'A dog runs.', pair: 'A cat sits.', label: 3.8 }]);
  });

  test("reads both of MNLI's development sets", async () => {
    const splits = await readParquet(taskInfo('mnli'), FOLDER);
    expect(splits.train.map(({ label }) => label)).toEqual([0, 1, 2]);
    expect(splits.dev.map(({ text }) => text)).toEqual([
      'validation_matched premise 0',
      'validation_matched premise 1',
    ]);
    expect(splits.devMismatched).toEqual([
      {
        id: 0,
        text: 'validation_mismatched premise 0',
        pair: 'validation_mismatched hypothesis 0',
        label: 0,
      },
    ]);
  });

  test('a missing file, a missing column and an unlabelled row are errors', async () => {
    const pattern = join(FOLDER, 'qqp', 'train-*.parquet');
    await expect(readParquet(taskInfo('qqp'), FOLDER)).rejects.toThrow(
      `Expected the train rows of QQP at ${pattern}: no such file among none.`,
    );
    const rte = join(FOLDER, 'rte', 'train-00000-of-00001.parquet');
    await expect(readParquet(taskInfo('rte'), FOLDER)).rejects.toThrow(
      `Unknown column of ${rte} "sentence1". Valid: premise, label.`,
    );
    const qnli = join(FOLDER, 'qnli', 'validation-00000-of-00001.parquet');
    await expect(readParquet(taskInfo('qnli'), FOLDER)).rejects.toThrow(
      `Expected a QNLI label from 0 to 1 at row 0 of ${qnli}, got -1.`,
    );
  });
});

test('parquetFiles names what the hub is asked for', () => {
  expect(parquetFiles(taskInfo('rte'))).toEqual(['rte/train-*.parquet', 'rte/validation-*.parquet']);
  expect(parquetFiles(taskInfo('mnli'))).toEqual([
    'mnli/train-*.parquet',
    'mnli/validation_matched-*.parquet',
    'mnli/validation_mismatched-*.parquet',
  ]);
});
