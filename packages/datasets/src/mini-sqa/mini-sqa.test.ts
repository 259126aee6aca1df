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

test('the answer is one of 2 to 4 different choices, and no letter is much more frequent than its share', () => {
  for (const { choices, answer } of [...train, ...dev]) {
    expect(new Set(choices).size).toBe(choices.length);
    expect(choices.length).toBeGreaterThanOrEqual(2);
    expect(choices.length).toBeLessThanOrEqual(4);
    expect(answer).toBeLessThan(choices.length);
  }
  const chance = dev.reduce((sum, { choices }) => sum + 1 / choices.length, 0) / dev.length;
  const alwaysA = dev.filter(({ answer }) => answer === 0).length / dev.length;
  expect(Math.abs(alwaysA - chance)).toBeLessThan(0.05);
});

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
  expect(hash.digest('hex')).toBe('a4309ac1e4acfaa4a4864e51221c6c02c2dae6cbf0b3bd059bfe9f3886ae97b5');
});
