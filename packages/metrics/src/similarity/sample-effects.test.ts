import { effectsOnMeans } from './sample-effects.ts';

test('an effect on a mean is the value less the mean', () => {
  expect(
    effectsOnMeans([
      [1, 2, 6],
      [0, 0, 0],
    ]),
  ).toEqual({
    numSamples: 3,
    estimates: [3, 0],
    effects: [Float64Array.of(-2, -1, 3), Float64Array.of(0, 0, 0)],
    constantInputs: [],
  });
});
