import type { SlurmJob } from '@lamella/runners';
import { judgeEnd } from './judge-end.ts';

const job = (state: string, reason?: string): SlurmJob => ({
  ...{ id: '1_0', state, phase: 'ended' },
  ...(reason !== undefined && { reason }),
});

test.each([
  ['TIMEOUT', undefined, 'restart'],
  ['NODE_FAIL', undefined, 'restart'],
  ['PREEMPTED', 75, 'restart'],
  ['COMPLETED', 75, 'restart'],
  ['FAILED', 75, 'restart'],
  ['FAILED', 143, 'restart'],
  ['COMPLETED', 0, 'restart'],
  ['FAILED', 1, 'failed'],
  ['FAILED', 2, 'failed'],
  ['FAILED', 127, 'failed'],
  ['FAILED', 137, 'failed'],
  ['FAILED', undefined, 'failed'],
  ['OUT_OF_MEMORY', undefined, 'failed'],
  ['CANCELLED', 75, 'cancelled'],
  ['CANCELLED', undefined, 'cancelled'],
])('%s with exit code %s is %s', (state, exitCode, kind) => {
  expect(judgeEnd({ exitCode, job: job(state) })).toMatchObject({ kind });
});

test('what waited for a job that failed is starved', () => {
  expect(judgeEnd({ job: job('CANCELLED', 'DependencyNeverSatisfied') })).toEqual({ kind: 'starved' });
});

test('where Slurm has forgotten the job, its own exit code counts; without one it runs again', () => {
  expect(judgeEnd({ exitCode: 3 })).toMatchObject({
    kind: 'failed',
    message: 'The task on the cluster ended before its trial: exit code 3.',
  });
  expect(judgeEnd({ exitCode: 75 })).toMatchObject({ kind: 'restart' });
  expect(judgeEnd({})).toEqual({ kind: 'restart', why: 'an end that nothing is known of' });
});
