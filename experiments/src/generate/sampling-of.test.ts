import { samplingOf } from './sampling-of.ts';

test.each([
  [{ seed: 1 }, undefined],
  [{ seed: 1, temperature: 0 }, undefined],
  [
    { seed: 1, temperature: 0.7 },
    { temperature: 0.7, seed: 1 },
  ],
  [
    { seed: 1, topK: 5 },
    { temperature: 1, topK: 5, seed: 1 },
  ],
  [
    { seed: 2, temperature: 0.5, topP: 0.9 },
    { temperature: 0.5, topP: 0.9, seed: 2 },
  ],
])('%j', (request, expected) => {
  expect(samplingOf(request)).toEqual(expected);
});

test.each([
  [{ temperature: -1 }, 'Expected `temperature` to be above 0, found -1.'],
  [{ temperature: 0, topK: 3 }, 'Expected a temperature above 0 with --top-k or --top-p, found 0.'],
  [{ topK: 0 }, 'Expected `topK` to be a whole number of at least 1, found 0.'],
  [{ topP: 1.5 }, 'Expected `topP` to be above 0 and at most 1, found 1.5.'],
])('%j is refused', (request, message) => {
  expect(() => samplingOf({ seed: 0, ...request })).toThrow(message);
});
