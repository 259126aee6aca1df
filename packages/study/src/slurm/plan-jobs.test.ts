import { planJobs, type WantedTrial } from './plan-jobs.ts';

const small = { time: 15, cpus: 1 };
const large = { time: 60, cpus: 1 };
const trial = (id: string, more: Partial<WantedTrial> = {}): WantedTrial => ({ id, request: small, ...more });
const plan = (trials: readonly WantedTrial[], concurrency?: number, maxArraySize = 1001) =>
  planJobs(trials, { concurrency, maxArraySize });

test('trials that ask for the same are one array, cut where it is too long', () => {
  const trials = [trial('a'), trial('b', { request: large }), trial('c'), trial('d')];
  expect(plan(trials, undefined, 2)).toEqual([
    { name: 'trials-1', kind: 'trials', trials: ['a', 'c'], request: small },
    { name: 'trials-2', kind: 'trials', trials: ['d'], request: small },
    { name: 'trials-3', kind: 'trials', trials: ['b'], request: large },
  ]);
  expect(plan([])).toEqual([]);
});

test('importance that several need is a job of its own; what one needs alone is its own matter', () => {
  const trials = [
    trial('a', { importance: 'x' }),
    trial('b', { importance: 'x', request: large }),
    trial('c', { importance: 'y' }),
    trial('d'),
  ];
  expect(plan(trials)).toEqual([
    { name: 'importance-1', kind: 'importance', trials: ['a'], request: small },
    { name: 'trials-2', kind: 'trials', trials: ['a'], request: small, needs: 'importance-1' },
    { name: 'trials-3', kind: 'trials', trials: ['b'], request: large, needs: 'importance-1' },
    { name: 'trials-4', kind: 'trials', trials: ['c', 'd'], request: small },
  ]);
});

test('jobs share a limit: each lane has its part of it, and the jobs of a lane follow one another', () => {
  const trials = Array.from({ length: 5 }, (_, index) =>
    trial(`t${index}`, { request: { time: index + 1 } }),
  );
  const jobs = plan(trials, 3);
  expect(jobs.map(({ concurrency, follows }) => [concurrency, follows])).toEqual([
    [1, undefined],
    [1, undefined],
    [1, undefined],
    [1, 'trials-1'],
    [1, 'trials-2'],
  ]);
  expect(plan(trials.slice(0, 2), 5).map(({ concurrency }) => concurrency)).toEqual([3, 2]);
});
