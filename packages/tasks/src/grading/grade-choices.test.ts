import { gradeChoices } from './grade-choices.ts';

const question = { id: '7', choices: ['sky', 'the green grass', 'snow'], answer: 1 };

test('the likeliest choice, and the likeliest one per character', () => {
  // Per character: -4 / 3, -15 / 15 and -8 / 4.
  expect(gradeChoices(question, [-4, -15, -8])).toEqual({
    scores: { acc: 0, acc_norm: 1 },
    chosen: { acc: 0, acc_norm: 1 },
    extracted: 'sky',
    verdict: 'wrong',
  });
  expect(gradeChoices(question, [-4, -3, -8])).toMatchObject({ scores: { acc: 1 }, verdict: 'right' });
});

test('a length is counted in characters, as len() of Python does, not in bytes or UTF-16 units', () => {
  const [acute, moons] = ['éé', '🌑🌒🌓'];
  // -6 / 2 = -3 and -8.7 / 3 = -2.9; in UTF-16 units -1.45 beside -3; in bytes -1.5 and -0.7.
  expect(gradeChoices({ id: '1', choices: [acute, moons], answer: 1 }, [-6, -9.3]).chosen).toEqual({
    acc: 0,
    acc_norm: 0,
  });
  expect(gradeChoices({ id: '1', choices: [acute, moons], answer: 1 }, [-6, -8.7]).chosen.acc_norm).toBe(1);
});

test('of equals the first counts', () => {
  expect(gradeChoices({ id: '1', choices: ['a', 'a'], answer: 1 }, [-2, -2]).scores).toEqual({
    acc: 0,
    acc_norm: 0,
  });
});

test.each([[[-1, NaN, -2]], [[-1, -Infinity, -2]], [[-1, -2]]])('%j tells of no choice', (values) => {
  expect(() => gradeChoices(question, values)).toThrow(
    /^Expected 3 finite log-likelihoods for question 7, got -1, /,
  );
});
