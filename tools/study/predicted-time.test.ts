import { describePredicted, parsePredicted, predictedTime, withPredicted } from './predicted-time.ts';

const [processor, experiment] = ['2 × CPU', 'study-a'];
const json = JSON.stringify([
  { expectedSeconds: 1800.2, trial: { experiment, heldOut: { share: 0.2 } } },
  { expectedSeconds: 3600, trial: { experiment } },
  { expectedSeconds: 1800, trial: { experiment } },
  { trial: { experiment } },
]);

test('candidates of learning rates are counted apart, and trials of which no time can be told are not', () => {
  const predicted = predictedTime(json, processor);
  expect(predicted).toEqual({
    ...{ experiment, trials: 2, seconds: 5400, candidates: 1, candidateSeconds: 1800, processor },
  });
  expect(describePredicted(predicted)).toBe(
    'study-a: 2 trials, predicted 1.50 hours, and 1 candidate of learning rates, 0.50 hours',
  );
  expect(describePredicted({ ...predicted, candidates: 0 })).toBe('study-a: 2 trials, predicted 1.50 hours');
});

test('a file has one time of each experiment, the newest', () => {
  const first = predictedTime(json, processor);
  const other = { ...first, experiment: 'study-b' };
  const text = withPredicted(withPredicted(withPredicted('', first), other), { ...first, seconds: 1 });
  expect(parsePredicted(text)).toEqual([other, { ...first, seconds: 1 }]);
});
