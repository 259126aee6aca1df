import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readScienceQa } from './read-science-qa.ts';

/** Written by pyarrow; see make-science-qa.py beside it. */
const FOLDER = fileURLToPath(new URL('../../fixtures/science-qa', import.meta.url));
const source = { kind: 'parquet', folder: FOLDER } as const;

const imageOf = (row: number): Uint8Array => Uint8Array.from([0x89, 0x50, 0xff, 0x00, row]);

test('reads shards and row groups in their order; rows without an image are left out, and bytes stay bytes', async () => {
  const questions = await readScienceQa(source, 'train');
  expect(questions[0]).toEqual({
    id: 'train/0',
    question: 'Which is a café?',
    choices: ['the left one', 'the right one'],
    answer: 1,
    hint: 'A map of two houses.',
    ...{ subject: 'social science', topic: 'geography', category: 'Maps' },
    image: { kind: 'bytes', bytes: imageOf(0) },
  });
  expect(questions.map(({ id }) => id)).toEqual(['train/0', 'train/2', 'train/3']);
  expect(questions.map(({ image }) => image.kind === 'bytes' && [...image.bytes])).toEqual(
    [0, 1, 2].map((row) => [...imageOf(row)]),
  );
});

test('stops at a limit', async () => {
  const questions = await readScienceQa(source, 'train', { limit: 2 });
  expect(questions.map(({ id }) => id)).toEqual(['train/0', 'train/2']);
});

test('images can go to files', async () => {
  const imageFolder = mkdtempSync(join(tmpdir(), 'lamella-scienceqa-'));
  try {
    const [, second] = await readScienceQa({ ...source, imageFolder }, 'train');
    const path = join(imageFolder, 'train-2.png');
    expect(second?.image).toEqual({ kind: 'file', path });
    expect([...readFileSync(path)]).toEqual([...imageOf(1)]);
  } finally {
    rmSync(imageFolder, { recursive: true });
  }
});

test('an answer that is no choice, and a split without files, are errors', async () => {
  const path = join(FOLDER, 'data', 'validation-00000-of-00001-6c7328ff6c84284c.parquet');
  await expect(readScienceQa(source, 'val')).rejects.toThrow(
    `Expected "answer" at row 0 of ${path} to be the number of a choice, 0 to 1, got 2.`,
  );
  await expect(readScienceQa(source, 'test')).rejects.toThrow(
    `Expected the test split of ScienceQA at ${join(FOLDER, 'data/test-*.parquet')}: no such file.`,
  );
});
