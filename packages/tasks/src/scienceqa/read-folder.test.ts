import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScienceQa } from './read-science-qa.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-scienceqa-'));
afterAll(() => rmSync(folder, { recursive: true }));

const problem = {
  question: 'Which is blue?',
  choices: ['sky', 'grass'],
  answer: 0,
  hint: ' Look up. ',
  image: 'image.png',
  ...{ subject: 'natural science', topic: 'physics', category: 'Color', grade: 'grade2' },
};

function write(name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value));
}

beforeEach(() => {
  write('problems.json', {
    7: problem,
    8: { ...problem, image: null },
    9: problem,
    10: { ...problem, answer: 5 },
  });
  write('pid_splits.json', { train: ['7', '8'], val: ['9'], test: ['10', '11'] });
  for (const place of ['train/7', 'test/10']) {
    mkdirSync(join(folder, 'images', place), { recursive: true });
    writeFileSync(join(folder, 'images', place, 'image.png'), 'a picture');
  }
});

test('reads the problems of a split that have an image, which stays in its file', async () => {
  expect(await readScienceQa({ kind: 'folder', folder }, 'train')).toEqual([
    {
      id: '7',
      ...{ question: 'Which is blue?', choices: ['sky', 'grass'], answer: 0, hint: 'Look up.' },
      ...{ subject: 'natural science', topic: 'physics', category: 'Color' },
      image: { kind: 'file', path: join(folder, 'images/train/7/image.png') },
    },
  ]);
});

test('an image without a file is an error that names it, or left out if asked for', async () => {
  await expect(readScienceQa({ kind: 'folder', folder }, 'val')).rejects.toThrow(
    `Expected the image of problem 9 of ScienceQA at ${join(folder, 'images/val/9/image.png')}: no such file. ` +
      "With `missing: 'skip'` the problems that are not there are left out.",
  );
  expect(await readScienceQa({ kind: 'folder', folder, missing: 'skip' }, 'val')).toEqual([]);
});

test('so is a problem that is in no file; a malformed one is an error always', async () => {
  write('problems.json', { 10: problem });
  const rows = await readScienceQa({ kind: 'folder', folder, missing: 'skip' }, 'test');
  expect(rows.map(({ id }) => id)).toEqual(['10']);
  await expect(readScienceQa({ kind: 'folder', folder }, 'test')).rejects.toThrow(
    `Expected problem 11 of the test split in ${join(folder, 'problems.json')}, got none.`,
  );
  write('problems.json', { 10: { ...problem, answer: 2 } });
  await expect(readScienceQa({ kind: 'folder', folder, missing: 'skip' }, 'test')).rejects.toThrow(
    `Expected "answer" at problem 10 of ${join(folder, 'problems.json')} to be the number of a choice, 0 to 1, got 2.`,
  );
});

test('a folder that holds something else says what is missing', async () => {
  rmSync(join(folder, 'problems.json'));
  await expect(readScienceQa({ kind: 'folder', folder }, 'train')).rejects.toThrow(
    `Expected ${join(folder, 'problems.json')} (ScienceQA's official layout): no such file.`,
  );
});
