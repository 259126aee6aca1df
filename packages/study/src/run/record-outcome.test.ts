import type { JobOutcome } from '@lamella/runners';
import { trialKey } from '../results/trial-key.ts';
import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { doneResult, exampleInputs, exampleOutcome } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { recordOutcome } from './record-outcome.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const due = { trial, inputs: exampleInputs, key: trialKey(trial, exampleInputs), isDone: false, why: 'new' };
const { run } = doneResult(trial);
const record = (outcome: Partial<JobOutcome>) =>
  recordOutcome(due, { status: 'done', log: ['a line'], seconds: 2, ...outcome }, run);

describe('recordOutcome', () => {
  test('a whole outcome is done', () => {
    expect(record({ value: exampleOutcome(trial) })).toEqual(doneResult(trial));
  });

  test('garbage is a failure, not a result', () => {
    const result = record({ value: { score: 1 } });
    expect(result).toMatchObject({ status: 'failed', failure: { reason: 'failed', log: ['a line'] } });
    expect(JSON.stringify(result)).toMatch(/Expected the outcome of a trial, got something else/);
  });

  test('inputs that changed in between are a failure', () => {
    const value = { ...exampleOutcome(trial), hashes: { model: 'other', data: exampleInputs.data } };
    expect(record({ value })).toMatchObject({
      status: 'failed',
      failure: {
        message:
          'Expected the model that the run started with, got other content: it has changed meanwhile. Run again.',
      },
    });
  });

  test('code that changed in between, as where an update came while trials ran, is a failure', () => {
    const outcome = exampleOutcome(trial);
    const hashes = { ...outcome.hashes, code: 'other' };
    expect(record({ value: { ...outcome, hashes } })).toMatchObject({
      status: 'failed',
      failure: { message: expect.stringMatching(/^Expected the code that the run started with/) as string },
    });
  });

  test.each(['failed', 'out-of-memory', 'timed-out', 'killed'] as const)(
    '%s is recorded with its log',
    (status) => {
      const error = { name: 'WorkerError', message: 'It broke', stack: 'at x' };
      expect(record({ status, error })).toMatchObject({
        status: 'failed',
        failure: { reason: status, message: 'It broke', stack: 'at x', log: ['a line'] },
      });
    },
  );

  test('a cancelled job says nothing of its trial', () => {
    expect(record({ status: 'cancelled' })).toBeUndefined();
  });
});
