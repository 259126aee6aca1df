import { Random } from '@lamella/core';
import { letterLesson } from './letter-lesson.ts';

const random = new Random('letters');
const lessons = Array.from({ length: 200 }, () => letterLesson(random));

/** The choices that a question lists, by their letters. */
function choicesOf(question: string): Map<string, string> {
  return new Map(
    question
      .split('\n')
      .slice(1)
      .map((line) => [line.slice(0, 1), line.slice(3)]),
  );
}

test('the first answer gives the letters of the choices in the order that is asked for', () => {
  for (const [first] of lessons) {
    const { question = '', answer = '' } = first ?? {};
    const choices = choicesOf(question);
    expect(choices.size).toBeGreaterThanOrEqual(2);
    const asked = /^Which letters have (.*)\?/.exec(question)?.[1]?.split(/, | and /);
    expect(answer.split(', ').map((letter) => choices.get(letter))).toEqual(asked);
  }
});

test('so do the answers after it, in both directions', () => {
  const kinds = new Set<string>();
  for (const [first, ...rest] of lessons) {
    const choices = choicesOf(first?.question ?? '');
    for (const { question, answer } of rest) {
      const [, start = '', asked = ''] = /^(And|What is) (.*)\?$/.exec(question) ?? [];
      kinds.add(start);
      expect(start === 'And' ? choices.get(answer) : choices.get(asked)).toBe(
        start === 'And' ? asked : answer,
      );
    }
  }
  expect([...kinds].sort()).toEqual(['And', 'What is']);
});
