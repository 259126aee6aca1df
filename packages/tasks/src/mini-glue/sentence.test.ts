import { Random } from '@lamella/core';
import { chance, pickOther, pickSome, sentence, withArticle } from './sentence.ts';

test('sentence joins parts, with a capital and a mark', () => {
  expect(sentence(['the dog', '', 'ran , but', 'the cat slept'])).toBe('The dog ran, but the cat slept.');
  expect(sentence(['who ran'], '?')).toBe('Who ran?');
});

test('withArticle chooses the form of the article', () => {
  expect([withArticle('map'), withArticle('orange')]).toEqual(['a map', 'an orange']);
});

test('pickSome and pickOther never give an item twice', () => {
  const random = new Random(1);
  for (let time = 0; time < 50; time++) {
    expect(new Set(pickSome(random, [1, 2, 3, 4], 3)).size).toBe(3);
    expect(pickOther(random, ['a', 'b'], 'a')).toBe('b');
  }
});

test('chance is as likely as it says', () => {
  const random = new Random(1);
  const hits = Array.from({ length: 2000 }, () => chance(random, 0.3)).filter(Boolean).length;
  // Four standard deviations.
  expect(Math.abs(hits - 600)).toBeLessThan(82);
});
