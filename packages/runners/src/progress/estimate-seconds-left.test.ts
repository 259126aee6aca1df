import { estimateSecondsLeft, type Workload } from './estimate-seconds-left.ts';

const nothing: Workload = { done: [], running: [], waiting: [], workers: 1 };

test.each<[string, Partial<Workload>, number | undefined]>([
  ['nothing is known', { running: [{ cost: 1, seconds: 5 }], waiting: [1] }, undefined],
  ['nothing has started to count', { running: [{ cost: 1, fraction: 0, seconds: 5 }] }, undefined],
  ['costs weigh', { done: [{ cost: 2, seconds: 20 }], waiting: [1, 3] }, 40],
  ['workers share', { done: [{ cost: 2, seconds: 20 }], waiting: [1, 3], workers: 2 }, 20],
  [
    'a fraction of the first trial is enough',
    { running: [{ cost: 4, fraction: 0.25, seconds: 10 }], waiting: [4] },
    70,
  ],
  [
    'time already spent is taken off',
    { done: [{ cost: 1, seconds: 10 }], running: [{ cost: 1, seconds: 4 }], waiting: [1] },
    16,
  ],
  [
    'a trial that takes longer than thought is nearly done',
    { done: [{ cost: 1, seconds: 10 }], running: [{ cost: 1, seconds: 40 }], waiting: [1] },
    10,
  ],
  [
    'the longest trial that runs decides at the end',
    {
      done: [{ cost: 1, seconds: 10 }],
      running: [
        { cost: 8, fraction: undefined, seconds: 0 },
        { cost: 1, fraction: undefined, seconds: 0 },
      ],
      workers: 2,
    },
    80,
  ],
  ['all is done', { done: [{ cost: 1, seconds: 10 }] }, 0],
])('%s', (_, workload, expected) => {
  const left = estimateSecondsLeft({ ...nothing, ...workload });
  if (expected === undefined) expect(left).toBeUndefined();
  else expect(left).toBeCloseTo(expected, 9);
});
