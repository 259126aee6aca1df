import type { ProgressState } from './progress-state.ts';
import { renderFinished, renderProgress } from './render-progress.ts';

const state: ProgressState = {
  title: 'glue/mini',
  total: 12,
  finished: 5,
  failed: 1,
  running: [
    { name: 'cola cka N=4 r=8 seed=1', detail: 'epoch 2 of 3', fraction: 0.5, seconds: 12 },
    { name: 'rte all', seconds: 3 },
  ],
  elapsedSeconds: 130,
  secondsLeft: 200,
};

test('a terminal: the sweep and each running trial', () => {
  expect(renderProgress(state, { isTty: true, columns: 100 })).toEqual([
    'glue/mini  [#########-----------]  5 of 12 trials, 1 failed, 2 min 10 s, about 3 min 20 s left',
    '  cola cka N=4 r=8 seed=1: epoch 2 of 3, 50 %, 12 s',
    '  rte all, 3 s',
  ]);
});

test('a narrow terminal: the bar gives way first, and no line reaches the last column', () => {
  const at = (columns: number): string[] => renderProgress(state, { isTty: true, columns });
  expect(at(80)[0]).toBe('glue/mini  [##---]  5 of 12 trials, 1 failed, 2 min 10 s, about 3 min 20 s left');
  expect(at(72)[0]).toBe('glue/mini  5 of 12 trials, 1 failed, 2 min 10 s, about 3 min 20 s left');
  expect(at(40)[0]).toBe('glue/mini  5 of 12 trials, 1 failed, 2…');
  for (let columns = 1; columns < 120; columns++) {
    expect(Math.max(...at(columns).map((line) => line.length))).toBeLessThan(columns);
  }
});

test('elsewhere: one line, whatever the width', () => {
  expect(renderProgress(state, { isTty: false, columns: 40 })).toEqual([
    'glue/mini: 5 of 12 trials, 1 failed, 2 min 10 s, about 3 min 20 s left; ' +
      'cola cka N=4 r=8 seed=1: epoch 2 of 3, 50 %; rte all',
  ]);
});

test('what is not known is said to be so', () => {
  const start = { ...state, finished: 0, failed: 0, running: [], elapsedSeconds: 0, secondsLeft: undefined };
  expect(renderProgress(start, { isTty: true, columns: 80 })).toEqual([
    'glue/mini  [--------------------]  0 of 12 trials, 0 s, time left unknown',
  ]);
});

test('a trial that has ended', () => {
  expect(
    renderFinished({ name: 'cola cka', status: 'done', seconds: 8, summary: 'matthews 0.43' }, state),
  ).toBe('[5/12] cola cka: done in 8 s, matthews 0.43');
  expect(
    renderFinished({ name: 'cola cka', status: 'timed-out', seconds: 60, summary: 'too long\nat …' }, state),
  ).toBe('[5/12] cola cka: timed-out after 1 min 00 s, too long');
});

test('trials of other processes', () => {
  const elsewhere = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, where: 'process 7 on host' }));
  const shared = { ...state, running: [], elsewhere: [...elsewhere, { name: 'f', where: 'process 8' }] };
  expect(renderProgress(shared, { isTty: true, columns: 100 }).slice(1)).toEqual([
    '  process 7 on host: a, b, c and 2 more',
    '  process 8: f',
  ]);
  expect(renderProgress(shared, { isTty: false, columns: 80 })).toEqual([
    expect.stringMatching(/left; process 7 on host: a, b, c and 2 more; process 8: f$/),
  ]);
  const ended = { name: 'a', status: 'done', seconds: undefined, summary: 'f1 0.5' } as const;
  expect(renderFinished(ended, state)).toBe('[5/12] a: done elsewhere, f1 0.5');
});

test('a trial that may hang is named', () => {
  const hanging = { name: 'cola', fraction: 0.5, seconds: 200, silentSeconds: 130, longestPause: 2 };
  const lines = renderProgress(
    { ...state, running: [hanging], secondsLeft: undefined },
    { isTty: false, columns: 80 },
  );
  expect(lines).toEqual([
    'glue/mini: 5 of 12 trials, 1 failed, 2 min 10 s, time left unknown; ' +
      'cola, 50 %, no sign of life for 2 min 10 s',
  ]);
});
