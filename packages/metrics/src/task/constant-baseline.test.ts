import { constantBaseline, guessBaseline } from './constant-baseline.ts';

const classes = { kind: 'classification', train: [0, 1, 1, 1, 0], labels: [1, 1, 1, 0] } as const;

test('the most frequent class of the training examples, by hand', () => {
  expect(constantBaseline('accuracy', classes)).toEqual({ of: 'majority class', value: 0.75 });
  // Precision 3 / 4, recall 1.
  expect(constantBaseline('f1', classes).value).toBeCloseTo(6 / 7, 12);
  expect(constantBaseline('matthews', classes).value).toBe(0);
  expect(constantBaseline('accuracy', { ...classes, train: [0, 0, 1] }).value).toBe(0.25);
});

test('of classes that are as frequent, the first', () => {
  expect(constantBaseline('accuracy', { ...classes, train: [2, 0, 0, 2, 1] }).value).toBe(0.25);
});

test('a correlation with the mean of the training values is undefined, which counts as 0', () => {
  const values = { kind: 'regression', train: [0.1, 0.2, 0.7], labels: [0.1, 0.7, 2.1, 3] } as const;
  expect(constantBaseline('pearson', values)).toEqual({ of: 'mean', value: 0 });
  expect(constantBaseline('spearman', values).value).toBe(0);
});

test('a guess among two, two and four choices', () => {
  expect(guessBaseline([2, 2, 4])).toEqual({ of: 'guess', value: 1.25 / 3 });
});
