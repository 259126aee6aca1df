import { Random } from '@lamella/core';
import { offerChoices } from './offer-choices.ts';

test('a letter answers, and its choice is the answer', () => {
  const random = new Random('choices');
  let withRequest = 0;
  for (let i = 0; i < 200; i++) {
    const { question, answer } = offerChoices('count', { question: 'How many?', answer: 'two' }, random);
    const lines = question.split('\n');
    expect(lines[0]).toBe('How many?');
    const choices = lines.filter((line) => /^[A-D]\. /.test(line));
    expect(choices.length).toBeGreaterThanOrEqual(2);
    expect(new Set(choices.map((line) => line.slice(3))).size).toBe(choices.length);
    expect(choices.find((line) => line.startsWith(answer))).toBe(`${answer}. two`);
    if (lines.length > choices.length + 1) withRequest += 1;
  }
  expect(withRequest).toBeGreaterThan(20);
  expect(withRequest).toBeLessThan(90);
});

test('where there are but two answers, both are offered', () => {
  const { question } = offerChoices('presence', { question: 'Is it?', answer: 'no' }, new Random(1));
  expect(question).toContain('. yes');
  expect(question).toContain('. no');
  expect(question).not.toContain('C. ');
});
