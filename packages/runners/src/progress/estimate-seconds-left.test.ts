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
    'a trial that takes longer than thought takes as much again',
    { done: [{ cost: 1, seconds: 10 }], running: [{ cost: 1, seconds: 40 }], waiting: [1] },
    40,
  ],
  [
    'trials before tell of what comes after training',
    { done: [{ cost: 1, seconds: 100 }], running: [{ cost: 1, fraction: 1, seconds: 20 }] },
    80,
  ],
  [
    'a silent trial takes longer than it has been silent',
    { running: [{ cost: 1, fraction: 0.98, seconds: 98, silentSeconds: 30 }] },
    30,
  ],
  [
    'a trial that has been silent for long may hang',
    { running: [{ cost: 1, fraction: 0.98, seconds: 98, silentSeconds: 61 }], waiting: [1] },
    undefined,
  ],
  [
    'one whose steps are long is silent for long',
    { running: [{ cost: 1, fraction: 0.5, seconds: 900, silentSeconds: 300, longestPause: 90 }] },
    900,
  ],
  ['all failed', {}, 0],
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
