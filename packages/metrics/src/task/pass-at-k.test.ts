import fc from 'fast-check';
import { passAtK } from './pass-at-k.ts';

test.each([
  [1, 1, 1, 1],
  [1, 0, 1, 0],
  [10, 3, 1, 0.3],
  [5, 2, 2, 0.7], // 1 - C(3, 2) / C(5, 2) = 1 - 3 / 10
  [5, 3, 3, 1], // 3 programs cannot all be among the 2 wrong ones
])('n = %i, c = %i, k = %i: %d', (numSamples, numCorrect, k, score) => {
  expect(passAtK({ numSamples, numCorrect, k })).toBeCloseTo(score, 12);
});

test('large samples stay exact where binomials overflow', () => {
  const score = passAtK({ numSamples: 10_000, numCorrect: 1, k: 5000 });
  expect(score).toBeCloseTo(0.5, 10); // one correct program is in a random half with chance 1/2
});

test('the score is the share of subsets of size k with a correct program', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), fc.nat(), (numSamples, c, j) => {
      const [numCorrect, k] = [c % (numSamples + 1), 1 + (j % numSamples)];
      const subsets = Array.from({ length: 2 ** numSamples }, (_, bits) => bits).filter(
        (bits) => ones(bits) === k,
      );
      const passing = subsets.filter((bits) => (bits & (2 ** numCorrect - 1)) !== 0);
      expect(passAtK({ numSamples, numCorrect, k })).toBeCloseTo(passing.length / subsets.length, 12);
    }),
  );
});

test.each([
  [
    { numSamples: 2, numCorrect: 3, k: 1 },
    'Expected 0 <= numCorrect <= numSamples in whole numbers, got 3 of 2.',
  ],
  [
    { numSamples: 2, numCorrect: 0.5, k: 1 },
    'Expected 0 <= numCorrect <= numSamples in whole numbers, got 0.5 of 2.',
  ],
  [
    { numSamples: 2, numCorrect: 1, k: 3 },
    'Expected k from 1 to the number of samples (2), got 3. Draw more.',
  ],
])('%j is an error', (sampled, message) => {
  expect(() => passAtK(sampled)).toThrow(message);
});

function ones(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}
