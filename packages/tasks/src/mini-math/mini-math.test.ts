import { hashJson } from '@lamella/core';
import { miniMath } from './mini-math.ts';

const { train, dev } = miniMath();
const stories = [
  ...dev.map(({ prompt, solution }) => ({ prompt, solution })),
  ...train.map(({ prompt, target }) => ({ prompt, solution: target })),
];

/** The result of a story, read from its sentences alone. */
function reckon(prompt: string): number {
  const [, story = ''] = /^Question: (.+) How many \w+ does \w+ have now\?\nAnswer:$/.exec(prompt) ?? [];
  return (story.match(/[^.]+\./g) ?? []).reduce((count, sentence) => {
    const [a = NaN, b] = (sentence.match(/\d+/g) ?? []).map(Number);
    if (sentence.includes(' has ')) return b === undefined ? a : a * b;
    return sentence.includes(' more.') ? count + a : count - a;
  }, NaN);
}

test('every answer is what its story comes to, and its calculations hold', () => {
  const wrong = stories.filter(({ prompt, solution }) => {
    const [, work = '', answer = ''] = /^ (.+\.) The answer is: (\d+)$/.exec(solution) ?? [];
    const holds = work.split('. ').every((equation) => {
      const [, a, operator = '', b, c] = /^(\d+) ([-+*]) (\d+) = (\d+)\.?$/.exec(equation) ?? [];
      const results = { '+': Number(a) + Number(b), '-': Number(a) - Number(b), '*': Number(a) * Number(b) };
      return results[operator as '+' | '-' | '*'] === Number(c);
    });
    return !holds || Number(answer) !== reckon(prompt);
  });
  expect(wrong).toEqual([]);
});

test('stories have one, two or three steps, and none occurs twice', () => {
  expect(new Set(stories.map(({ prompt }) => prompt)).size).toBe(dev.length + train.length);
  const counts = [1, 2, 3].map((steps) => dev.filter(({ numSteps }) => numSteps === steps).length);
  expect(counts).toEqual([100, 100, 100]);
  expect(dev.every(({ solution, numSteps }) => solution.split(' = ').length === numSteps + 1)).toBe(true);
});

test('the most frequent answer is right for one problem in six at most', () => {
  const counts = new Map<string, number>();
  for (const { answer } of dev) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  expect(Math.max(...counts.values()) / dev.length).toBeLessThan(1 / 6);
});

test('the same texts everywhere', () => {
  expect(hashJson([train, dev])).toBe('f5e6d3b45ecc2946d9d537507f3a0fa08bbc4d2d7cea28fd230ed4b8dbe80e20');
});
