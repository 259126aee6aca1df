import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { codeNotes } from './code-notes.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const planned = { trial, inputs: undefined, key: undefined, why: '' };

test('results of other code are told, and what can be done about them', () => {
  const [due, accepted] = [false, true].map(
    (isDone) => ({ ...planned, isDone, isOfOtherCode: true }) as const,
  );
  if (due === undefined || accepted === undefined) throw new Error('Expected two');
  expect(codeNotes([{ ...planned, isDone: true }])).toEqual([]);
  expect(codeNotes([accepted, due, due])).toEqual([
    '1 of the trials is done by other code than the present one, which is accepted here (--no-accept-code takes it back)',
    `2 of the trials are done by other code than the present one and would run again: lamella why ${trial.id} says what has changed; ` +
      '--accept-code of lamella run takes them as they are',
  ]);
});
