import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import { undecidedNote } from './undecided.ts';

const trial = expandSweep(exampleSpec(), 8).find(({ method }) => method === 'cka') as ResolvedTrial;
const done = doneResult(trial);
const certainty = {
  ...{ frequency: [1, 0.4, 0, 0, 0, 0, 0, 0.6], margin: 0.01, overlap: 0.871, undecided: [1, 7] },
  ...{ estimates: [], lower: [], upper: [], constantInputs: [] },
};
const cell = (selection: object) => {
  const result = { ...done, selection: { ...done.selection, ...selection } };
  return { trial, layers: 4, state: 'done', result } as const;
};

test('an undecided selection is noted once, whichever trials share it', () => {
  expect(
    undecidedNote([cell({ certainty }), cell({ certainty }), { trial, layers: 4, state: 'missing' }]),
  ).toBe(
    '**Undecided selections.** Other samples might select otherwise, as often as given:\n\n' +
      '- CKA on CoLA, N = 2 of 8: layers 1 (left out, 40 %), 7 (selected, 60 %); mean overlap 0.87\n',
  );
});

test('decided selections, and those of earlier versions, are not', () => {
  expect(undecidedNote([cell({}), cell({ certainty: { ...certainty, undecided: [] } })])).toBe('');
});
