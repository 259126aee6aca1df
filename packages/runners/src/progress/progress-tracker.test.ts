import { ProgressTracker } from './progress-tracker.ts';

test('trials wait, run and end', () => {
  let time = 0;
  const trials = ['a', 'b', 'c', 'd'].map((name) => ({ name, cost: name === 'd' ? 2 : 1 }));
  const tracker = new ProgressTracker({ title: 'glue/mini', trials, workers: 1, now: () => time });
  tracker.start('a');
  time = 4000;
  expect(tracker.finish('a', { status: 'done', summary: 'fine' })).toEqual({
    name: 'a',
    status: 'done',
    seconds: 4,
    summary: 'fine',
  });
  tracker.start('b');
  time = 5000;
  tracker.finish('b', { status: 'failed' });
  tracker.start('c');
  time = 6000;
  tracker.update('c', { detail: 'epoch 1 of 2', fraction: 0.25 });
  const { running, ...rest } = tracker.state();
  expect(running).toMatchObject([{ name: 'c', detail: 'epoch 1 of 2', fraction: 0.25, seconds: 1 }]);
  expect(rest).toEqual({
    title: 'glue/mini',
    elsewhere: [],
    total: 4,
    finished: 2,
    failed: 1,
    elapsedSeconds: 6,
    secondsLeft: 4 * 2.75, // 5 s for 1.25 of cost; 0.75 of c and d's 2 are left
  });
});

test('only what waits can start, only what runs can end', () => {
  const tracker = new ProgressTracker({ title: 't', trials: [{ name: 'a', cost: 1 }], workers: 1 });
  expect(() => tracker.finish('a', { status: 'done' })).toThrow('Expected a trial that runs, got a');
  tracker.start('a');
  expect(() => tracker.start('a')).toThrow('Expected a trial that waits, got a');
});

test('trials that other processes run are waited for, and tell nothing of the time', () => {
  let time = 0;
  const trials = ['a', 'b'].map((name) => ({ name, cost: 1 }));
  const tracker = new ProgressTracker({ title: 'x', trials, workers: 1, now: () => time });
  tracker.start('a');
  time = 2000;
  tracker.leave('a', 'another process');
  tracker.leave('b', 'process 7 on host');
  expect(tracker.state()).toMatchObject({
    ...{ total: 2, finished: 0, running: [] },
    elsewhere: [
      { name: 'a', where: 'another process' },
      { name: 'b', where: 'process 7 on host' },
    ],
  });
  expect(tracker.finishElsewhere('b', { status: 'done', summary: 'f1 0.5' })).toEqual({
    ...{ name: 'b', status: 'done', seconds: undefined, summary: 'f1 0.5' },
  });
  tracker.start('a');
  expect(tracker.state()).toMatchObject({ finished: 1, elsewhere: [], running: [{ name: 'a' }] });
  expect(tracker.state().secondsLeft).toBeUndefined();
  expect(() => tracker.leave('b', 'x')).toThrow('Expected a trial that waits or runs, got b');
});

test('while a trial is silent the time left grows, and then is unknown, until it is heard of again', () => {
  let time = 0;
  const trials = [{ name: 'a', cost: 1 }];
  const tracker = new ProgressTracker({ title: 't', trials, workers: 1, now: () => time });
  tracker.start('a');
  const leftAt = (seconds: number): number | undefined => {
    time = 1000 * seconds;
    return tracker.state().secondsLeft;
  };
  for (const second of [2, 4]) {
    time = 1000 * second;
    tracker.update('a', { fraction: second / 5 });
  }
  expect(leftAt(4)).toBeCloseTo(1);
  expect(leftAt(34)).toBeCloseTo(30);
  expect(leftAt(65)).toBeUndefined();
  tracker.alive('a');
  expect(leftAt(66)).toBeGreaterThan(1);
  // It was silent for a minute before: now that is no sign of a hang.
  expect(leftAt(140)).toBeGreaterThan(70);
});
