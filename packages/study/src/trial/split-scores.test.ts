import { metricsOfSplit, scoreSplit, withFurtherSplits } from './split-scores.ts';

const predictions = { labels: [0, 1, 1, 0], predictions: [0, 1, 0, 0] };

test('scores of another split than dev carry its name', () => {
  expect(scoreSplit('dev', ['accuracy', 'f1'], predictions)).toEqual({ accuracy: 0.75, f1: 2 / 3 });
  expect(scoreSplit('test', ['accuracy'], predictions)).toEqual({ accuracy_test: 0.75 });
  expect(scoreSplit('devMismatched', ['accuracy'], predictions)).toEqual({ accuracy_mismatched: 0.75 });
});

test('the metrics of a split are found in the names of all scores', () => {
  const names = ['accuracy', 'f1', 'accuracy_test', 'loss'];
  expect(metricsOfSplit('dev', names)).toEqual(['accuracy', 'f1']);
  expect(metricsOfSplit('test', names)).toEqual(['accuracy']);
});

test('further splits add scores and predictions, and the score that counts stays', () => {
  const dev = { name: 'loss', primary: 1, metrics: { loss: 1 }, predictions: {} };
  const test = { name: 'loss', primary: NaN, metrics: { loss_test: 2 }, predictions: { test: predictions } };
  expect(withFurtherSplits(dev, test)).toEqual({
    ...{ name: 'loss', primary: 1, metrics: { loss: 1, loss_test: 2 } },
    predictions: { test: predictions },
  });
  const one = { logLikelihoods: [-1], numTokens: 1 };
  const two = { logLikelihoods: [-2], numTokens: 1 };
  const both = withFurtherSplits({ ...dev, heldOut: { dev: one } }, { ...test, heldOut: { test: two } });
  expect(both.heldOut).toEqual({ dev: one, test: two });
});
