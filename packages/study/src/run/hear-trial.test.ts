import type { JobOutcome, PassedLimit } from '@lamella/runners';
import type { LimitsChoice } from '@lamella/spec';
import type { TrialEvent } from '../trial/trial-outcome.ts';
import { hearTrial } from './hear-trial.ts';

function hear(limits: LimitsChoice, events: readonly TrialEvent[] = []) {
  const heard: unknown[] = [];
  const trial = hearTrial(limits, {
    warning: (message) => heard.push(message),
    progress: ({ phase }) => heard.push(phase),
    alive: () => heard.push('alive'),
  });
  for (const event of events) trial.options.onEvent?.(event);
  return { ...trial, heard };
}

test('events go where they belong', () => {
  const { heard } = hear({}, [
    { phase: 'loading' },
    { warning: 'Odd.' },
    { limits: { seconds: 5 } },
    { isAlive: true },
    { phase: 'training', step: 1 },
  ]);
  expect(heard).toEqual(['loading', 'Odd.', 'alive', 'training']);
});

test('limits are those of the spec, then those that a trial tells', () => {
  expect(hear({}).options).toMatchObject({ silenceLimitSeconds: 600 });
  expect(hear({}).options.timeLimitSeconds).toBeUndefined();
  const { options } = hear({ minutes: 2, memory: '500 MiB', stuckMinutes: 3 });
  expect(options).toMatchObject({
    timeLimitSeconds: 120,
    memoryLimitBytes: 500 * 2 ** 20,
    silenceLimitSeconds: 180,
  });
  expect(options.limitsIn?.({ phase: 'loading' })).toBeUndefined();
  expect(options.limitsIn?.({ limits: { seconds: 60, memoryBytes: 70 } })).toEqual({
    timeLimitSeconds: 60,
    memoryLimitBytes: 70,
  });
});

const time: PassedLimit = { kind: 'time', limitSeconds: 120, seconds: 121 };
const memory: PassedLimit = { kind: 'memory', limitBytes: 2 ** 30, usedBytes: 1.5 * 2 ** 30 };
const silence: PassedLimit = { kind: 'silence', seconds: 600, isComputing: false };

test.each<[LimitsChoice, PassedLimit, string]>([
  [
    { minutes: 2 },
    time,
    'The trial took 2 min 01 s, more than its limit of 2 min 00 s. It was ended in phase training (epoch 2, step 5 of 20). To allow more, set limits.minutes.',
  ],
  [
    { factor: 3, memory: 1 },
    time,
    'The trial took 2 min 01 s, more than its limit of 2 min 00 s, 3 times what was predicted. It was ended in phase training (epoch 2, step 5 of 20). To allow more, set limits.minutes.',
  ],
  [
    {},
    memory,
    'The trial used 1.50 GiB of memory, more than its limit of 1.00 GiB, which follows from a prediction. It was ended in phase training (epoch 2, step 5 of 20). To allow more, set limits.memory.',
  ],
  [
    {},
    silence,
    'No sign of life for 10 min 00 s: the worker reported nothing and computed nothing. It was ended in phase training (epoch 2, step 5 of 20). To allow longer pauses, set limits.stuckMinutes.',
  ],
])('%j, %j', (limits, passedLimit, message) => {
  const events: TrialEvent[] = [{ phase: 'training', step: 5, steps: 20, epoch: 2 }, { isAlive: true }];
  const error = { name: 'WorkerError', message: 'The worker …' };
  const outcome: JobOutcome = { status: 'timed-out', error, passedLimit, log: [], seconds: 1 };
  expect(hear(limits, events).explain(outcome).error).toEqual({ name: 'WorkerError', message });
});

test('an end without a limit stays as it is', () => {
  const outcome: JobOutcome = { status: 'done', value: 1, log: [], seconds: 1 };
  expect(hear({}).explain(outcome)).toBe(outcome);
});
