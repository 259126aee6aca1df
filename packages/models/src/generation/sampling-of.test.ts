import { type DrawingDefaults, samplingOf } from './sampling-of.ts';

const none: DrawingDefaults = {
  doSample: false,
  temperature: undefined,
  topK: undefined,
  topP: undefined,
  minP: undefined,
};

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
  expect(samplingOf(request, none)).toEqual(expected);
});

test.each([
  [{ temperature: -1 }, 'Expected `temperature` to be above 0, got -1.'],
  [{ temperature: 0, topK: 3 }, 'Expected a temperature above 0 with --top-k or --top-p, got 0.'],
  [{ topK: 0 }, 'Expected `topK` to be a whole number of at least 1, got 0.'],
  [{ topP: 1.5 }, 'Expected `topP` to be above 0 and at most 1, got 1.5.'],
])('%j is refused', (request, message) => {
  expect(() => samplingOf({ seed: 0, ...request }, none)).toThrow(message);
});

test('what is left open is as the model has it', () => {
  const model = { ...none, doSample: true, temperature: 0.6, topK: 50, topP: 0.9 };
  expect(samplingOf({ seed: 1 }, model)).toEqual({ temperature: 0.6, topK: 50, topP: 0.9, seed: 1 });
  expect(samplingOf({ seed: 1, topP: 0.5 }, model)).toEqual({
    temperature: 0.6,
    topK: 50,
    topP: 0.5,
    seed: 1,
  });
  expect(samplingOf({ seed: 1, temperature: 0 }, model)).toBeUndefined();
  expect(samplingOf({ seed: 1 }, { ...model, doSample: false })).toBeUndefined();
});
