import { createHash } from 'node:crypto';
import type { ScienceQuestion } from '../scienceqa/science-question.ts';
import { miniSqa } from './mini-sqa.ts';

const { train, dev } = miniSqa();

test('there are 2,100 rows to train on and 350 to develop on, of seven categories evenly', () => {
  for (const [rows, each] of [
    [train, 300],
    [dev, 50],
  ] as const) {
    const counts = new Map<string, number>();
    for (const { category } of rows) counts.set(category, (counts.get(category) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array<number>(7).fill(each));
  }
});

test('the answer is one of 2 to 4 different choices', () => {
  for (const { choices, answer } of [...train, ...dev]) {
    expect(new Set(choices).size).toBe(choices.length);
    expect(choices.length).toBeGreaterThanOrEqual(2);
    expect(choices.length).toBeLessThanOrEqual(4);
    expect(answer).toBeLessThan(choices.length);
  }
});

test('without the picture there is nothing to gain: a guess and the most frequent letter of a category are as good', () => {
  const guess = dev.reduce((sum, { choices }) => sum + 1 / choices.length, 0) / dev.length;
  const frequent = new Map(categories.map((category) => [category, mostFrequentAnswer(category)]));
  const right = dev.filter(({ category, answer }) => answer === frequent.get(category)).length / dev.length;
  // What the README says.
  expect(guess).toBeCloseTo(0.36, 2);
  expect(right).toBeCloseTo(0.34, 2);
});

const categories = [...new Set(train.map(({ category }) => category))];

function mostFrequentAnswer(category: string): number | undefined {
  const rows = train.filter((row) => row.category === category);
  const countOf = (answer: number): number => rows.filter((row) => row.answer === answer).length;
  return [0, 1, 2, 3].toSorted((a, b) => countOf(b) - countOf(a))[0];
}

function describeRow({ image, ...row }: ScienceQuestion): string {
  const bytes = image.kind === 'bytes' ? Buffer.from(image.bytes).toString('base64') : '';
  return JSON.stringify([row, bytes]);
}

test('no question is asked twice about the same image', () => {
  const keys = [...train, ...dev].map((row) => describeRow({ ...row, id: '', choices: [], answer: 0 }));
  expect(new Set(keys).size).toBe(keys.length);
});

test('a change of any row is a new version', () => {
  const hash = createHash('sha256');
  for (const row of [...train, ...dev]) hash.update(describeRow(row));
  expect(hash.digest('hex')).toBe('1f95b972ff0983fce4827adddce7638e05becf2ea1741b4c318ba22df03ebfe7');
});
