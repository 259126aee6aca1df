import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { checkHeldOut } from './check-held-out.ts';
import { countHeldOut, splitExamples } from './split-examples.ts';

const examples = Array.from({ length: 50 }, (_, index) => index);

test('the parts are all of it and share nothing, and the seed alone decides', () => {
  const { train, heldOut } = splitExamples(examples, { share: 0.2, seed: 0 });
  expect([train.length, heldOut.length]).toEqual([40, 10]);
  expect([...train, ...heldOut].toSorted((a, b) => a - b)).toEqual(examples);
  expect(train).toEqual(train.toSorted((a, b) => a - b));
  expect(splitExamples(examples, { share: 0.2, seed: 0 }).heldOut).toEqual(heldOut);
  expect(splitExamples(examples, { share: 0.2, seed: 1 }).heldOut).not.toEqual(heldOut);
});

test('too few examples are refused, before trials run where their number is known', () => {
  expect(countHeldOut(2, { share: 0.2 })).toBe(0);
  expect(() => splitExamples([1, 2], { share: 0.2, seed: 0 })).toThrow(
    'Expected training examples to split for tune.share 0.2, got 2: 0 of them would be held out.',
  );
  const trials = expandSweep(exampleSpec('tune: { learningRate: [1e-3], share: 0.9 }\n'), 8);
  const dataOf = (numTrain: number) => () => ({ hash: 'h', numTrain });
  expect(() => checkHeldOut(trials, dataOf(4))).toThrow(
    'Expected tune.share to hold out some of the 4 training examples of cola and leave some, got 0.9, which is 4 of them.',
  );
  expect(() => checkHeldOut(trials, dataOf(40))).not.toThrow();
  expect(() => checkHeldOut(trials, () => undefined)).not.toThrow();
});
