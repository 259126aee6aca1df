import { parseMaxArraySize, parseSacct, parseScontrol, parseSqueue } from './parse-jobs.ts';

describe('squeue', () => {
  test('tasks that run, wait, were started again, and are over', () => {
    // Of Slurm 22.05.8, after scontrol requeue, preemption and scancel.
    const text = `1_2|PENDING|JobArrayTaskLimit|0|lamella:abc|
1_0|RUNNING|None|0|lamella:abc|
10_0|COMPLETING|None|1|lamella:abc|
12_0|PENDING|BeginTime|1|lamella:abc|
1_1|FAILED|NonZeroExitCode|0|lamella:abc|
9_0|CANCELLED|DependencyNeverSatisfied|0|(null)|
5|CANCELLED|JobArrayTaskLimit|0|lamella:abc|
`;
    expect(parseSqueue(text)).toEqual([
      {
        id: '1_2',
        state: 'PENDING',
        phase: 'waiting',
        restarts: 0,
        reason: 'JobArrayTaskLimit',
        comment: 'lamella:abc',
      },
      { id: '1_0', state: 'RUNNING', phase: 'running', restarts: 0, comment: 'lamella:abc' },
      { id: '10_0', state: 'COMPLETING', phase: 'running', restarts: 1, comment: 'lamella:abc' },
      {
        id: '12_0',
        state: 'PENDING',
        phase: 'waiting',
        restarts: 1,
        reason: 'BeginTime',
        comment: 'lamella:abc',
      },
      {
        id: '1_1',
        state: 'FAILED',
        phase: 'ended',
        restarts: 0,
        reason: 'NonZeroExitCode',
        comment: 'lamella:abc',
      },
      { id: '9_0', state: 'CANCELLED', phase: 'ended', restarts: 0, reason: 'DependencyNeverSatisfied' },
      {
        id: '5',
        state: 'CANCELLED',
        phase: 'ended',
        restarts: 0,
        reason: 'JobArrayTaskLimit',
        comment: 'lamella:abc',
      },
    ]);
  });

  test('what is no job is left out', () => {
    expect(parseSqueue('')).toEqual([]);
    expect(parseSqueue('9_[0-1]|PENDING|Dependency|0|(null)|\nslurm_load_jobs: no\n')).toEqual([]);
  });
});

test('sacct', () => {
  // As its manual has it: who cancelled follows the state.
  const text = '12_0|COMPLETED|None\n12_1|CANCELLED by 1000|None\n12_2|TIMEOUT|\n13|NODE_FAIL|None\n';
  expect(parseSacct(text)).toEqual([
    { id: '12_0', state: 'COMPLETED', phase: 'ended' },
    { id: '12_1', state: 'CANCELLED', phase: 'ended' },
    { id: '12_2', state: 'TIMEOUT', phase: 'ended' },
    { id: '13', state: 'NODE_FAIL', phase: 'ended' },
  ]);
});

test('scontrol', () => {
  // Of Slurm 22.05.8, shortened.
  const text = `JobId=15 ArrayJobId=15 ArrayTaskId=0 JobName=lamella-test UserId=root(0) JobState=PENDING Reason=BeginTime Dependency=(null) Requeue=1 Restarts=1 BatchFlag=1
JobId=8 JobName=f.sh UserId=root(0) JobState=FAILED Reason=NonZeroExitCode Dependency=(null) Requeue=1 Restarts=0 BatchFlag=1
JobId=1 ArrayJobId=1 ArrayTaskId=2-3%2 ArrayTaskThrottle=2 JobState=PENDING Reason=JobArrayTaskLimit Restarts=0
`;
  expect(parseScontrol(text)).toEqual([
    { id: '15_0', state: 'PENDING', phase: 'waiting', restarts: 1, reason: 'BeginTime' },
    { id: '8', state: 'FAILED', phase: 'ended', restarts: 0, reason: 'NonZeroExitCode' },
  ]);
});

test('the number of tasks that an array may have', () => {
  expect(parseMaxArraySize('KillWait                = 5 sec\nMaxArraySize            = 1001\n')).toBe(1001);
  expect(parseMaxArraySize('')).toBeUndefined();
});
