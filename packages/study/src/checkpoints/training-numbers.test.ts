import { formatNumbers, parseNumbers } from './training-numbers.ts';

const numbers = {
  losses: [Math.PI, 5e-324, 0.1 + 0.2],
  stepSeconds: [0.001],
  epochs: [{ epoch: 1, trainLoss: 1 / 3, seconds: 2, metrics: { pearson: NaN, perplexity: Infinity } }],
  microSteps: 7,
  bestHeight: -Infinity,
  earlyStopping: { best: { score: 0.7, epoch: 1 }, numEpochs: 2, numWithout: 1 },
};

test('every number comes back as it was', () => {
  expect(parseNumbers(formatNumbers(numbers))).toEqual(numbers);
});

test.each(['', '[]', '{"losses":[]}', formatNumbers(numbers).replace('7', '-1')])(
  'anything else is none: %s',
  (text) => {
    expect(parseNumbers(text)).toBeUndefined();
  },
);
