import { phaseOf } from './slurm-job.ts';

test.each([
  ['PENDING', 'waiting'],
  ['REQUEUE_HOLD', 'waiting'],
  ['RUNNING', 'running'],
  ['COMPLETING', 'running'],
  ['SUSPENDED', 'running'],
  ['PREEMPTED', 'ended'],
  ['OUT_OF_MEMORY', 'ended'],
  ['A_STATE_OF_A_LATER_SLURM', 'running'],
])('%s is %s', (state, phase) => {
  expect(phaseOf(state)).toBe(phase);
});
