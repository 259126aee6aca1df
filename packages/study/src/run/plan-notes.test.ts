import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { controlNotes, earlyStoppingNotes } from './plan-notes.ts';

test('a plan says how many epochs there are at most', () => {
  const trials = expandSweep(
    exampleSpec(`
training: { epochs: 10, earlyStopping: { patience: 2, minDelta: 0.01 } }
perTask: { rte: { training: { earlyStopping: { patience: 1 } } } }
`),
    8,
  );
  expect(earlyStoppingNotes(trials)).toEqual([
    '12 of the trials train at most 10 epochs: training ends after 2 epochs without a better matthews by more than 0.01',
    '12 of the trials train at most 10 epochs: training ends after an epoch without a better accuracy',
  ]);
  expect(earlyStoppingNotes(expandSweep(exampleSpec(), 8))).toEqual([]);
});

test('a plan says what trying learning rates costs, and what is measured first', () => {
  const spec = exampleSpec('controls: [equal-time]\ntune: { learningRate: [1e-4, 1e-3], budget: 2 }\n');
  expect(controlNotes(expandSweep(spec, 8))).toEqual([
    '24 of the trials try learning rates, over 48 epochs in all, on a part of the training examples; they are scored on the rest and are no results',
    '8 of the trials take as many steps as LoRA in all layers has time for, by the seconds that are measured first',
  ]);
  expect(controlNotes(expandSweep(exampleSpec(), 8))).toEqual([]);
});
