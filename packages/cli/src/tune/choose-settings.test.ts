import { chooseSettings, type ChoiceContext, valuesOf } from './choose-settings.ts';
import type { TuneRequest } from './tune-request.ts';

const request: TuneRequest = {
  model: 'mini/roberta',
  train: 'my.csv',
  layers: '0.5',
  method: 'cka',
  seeds: [1],
};
const gibibyte = 2 ** 30;
const context: ChoiceContext = {
  kind: 'encoder',
  limit: 512,
  data: {
    numExamples: 3200,
    numClasses: 2,
    lengths: Array.from({ length: 3200 }, (_, index) => 10 + (index % 50)),
  },
  freeBytes: 10 * gibibyte,
  peakBytes: ({ batchSize, maxLength }) => (batchSize * maxLength * gibibyte) / 128,
};

test('what is left open follows from model, data and memory', () => {
  expect(valuesOf(chooseSettings(request, context))).toEqual({
    epochs: 6,
    learningRate: 5e-4,
    maxLength: 64,
    batchSize: 8,
    accumulation: 4,
  });
});

test('what is given stays as it is', () => {
  const given = { epochs: 2, learningRate: 1e-3, maxLength: 48, batchSize: 10 };
  const chosen = chooseSettings({ ...request, ...given }, context);
  expect(valuesOf(chosen)).toEqual({ ...given, accumulation: 1 });
  expect(chosen.epochs.why).toBe('as given');
});

test('a decoder that reads any number of tokens is not given all of a long text', () => {
  const lengths = Array.from({ length: 100 }, () => 5000);
  const decoder = {
    ...context,
    kind: 'decoder',
    limit: Infinity,
    data: { numExamples: 100, numClasses: 2, lengths },
  } as const;
  expect(chooseSettings(request, { ...decoder, peakBytes: () => 0 }).maxLength.value).toBe(1024);
});
