import { requestOf } from './resource-request.ts';

const GIBIBYTE = 2 ** 30;

test('what a spec says is what is asked for', () => {
  const settings = {
    ...{ partition: 'gpu', time: 30, memory: '8G', gpus: 1, cpus: 4, options: ['--exclusive'] },
    ...{ setup: ['module load cuda'], concurrency: 3, requeues: 2 },
  };
  expect(requestOf(settings, 2, { seconds: 1e6, peakBytes: 1e12 })).toEqual({
    ...{ partition: 'gpu', time: 30, memory: '8G', gpus: 1, cpus: 4, options: ['--exclusive'] },
  });
});

test.each([
  [1, 15],
  [301, 30],
  [3600, 240],
  [50_000, 2880],
])('%d predicted seconds are %d minutes', (seconds, time) => {
  expect(requestOf({}, undefined, { seconds, peakBytes: GIBIBYTE })).toMatchObject({ time, cpus: 1 });
});

test.each([
  [0.5, '2G'],
  [2, '4G'],
  [10, '16G'],
])('%d predicted GiB are %s', (gibibytes, memory) => {
  const cost = { seconds: undefined, peakBytes: gibibytes * GIBIBYTE };
  expect(requestOf({}, 2, cost)).toEqual({ memory, cpus: 2 });
});

test("what is neither said nor predicted is the partition's", () => {
  expect(requestOf({}, undefined, undefined)).toEqual({ cpus: 1 });
});
