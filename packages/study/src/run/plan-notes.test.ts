import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { earlyStoppingNotes } from './plan-notes.ts';

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
