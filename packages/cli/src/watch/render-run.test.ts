import fc from 'fast-check';
import type { WatchedRun, WatchedTrial } from '@lamella/study';
import { PlainLines } from './plain-lines.ts';
import { renderRun } from './render-run.ts';
import { newsOf, toJson } from './run-json.ts';
import { Screen } from './screen.ts';
import { sparkline } from './sparkline.ts';

const training = {
  ...{ attempt: 1, step: 120, steps: 300, epoch: 2, epochs: 5, losses: [3, 2, 1, 0.5] },
  ...{ learningRate: 3.2e-4, gradNorm: 1.234, secondsPerStep: 0.0456, secondsLeft: 8 },
};
const trial = (
  id: string,
  status: WatchedTrial['status'],
  rest: Partial<WatchedTrial> = {},
): WatchedTrial => ({
  ...{ id, status, cost: 1 },
  ...rest,
});
const run: WatchedRun = {
  ...{ name: 'glue-mini', folder: '/runs/glue-mini', state: 'running', host: 'here', workers: 2, threads: 1 },
  ...{ startedAt: 1_767_225_600, seconds: 185, secondsSinceNews: 1, secondsLeft: 120 },
  trials: [
    trial('cola-full', 'reused', { score: { name: 'matthews', value: 0.5 } }),
    trial('cola-all', 'done', { seconds: 60, score: { name: 'matthews', value: 0.25 } }),
    trial('cola-random', 'done', { seconds: 61, score: { name: 'matthews', value: 0.3 } }),
    trial('rte-full', 'failed', { seconds: 2, message: 'no luck\nat all' }),
    trial('cola-cka', 'running', {
      ...{ seconds: 9, training, score: { name: 'matthews', value: 0.3125 } },
      phase: { phase: 'training' },
    }),
    trial('mini-math-all', 'running', { seconds: 9, phase: { phase: 'evaluation', step: 3, steps: 12 } }),
    trial('rte-cka', 'waiting'),
  ],
};

test('what runs comes first, then what failed, then what ended, the latest first', () => {
  expect(renderRun(run, { columns: 150 })).toEqual([
    'glue-mini: running, 2 running, 1 failed, 2 done, 1 done before, 1 waiting; 3 min 05 s, about 2 min 00 s left',
    '2 workers of 1 thread on here, /runs/glue-mini',
    '',
    'trial          state           step  epoch  loss                       rate  grad  s/step        time  left  score',
    'cola-cka       training     120/300    2/5  █▅▂▁              0.500  3.2e-4   1.2   0.046         9 s   8 s  matthews 0.313',
    'mini-math-all  answer 3/12                                                                        9 s',
    'rte-full       failed                                                                             2 s        no luck at all',
    'cola-random    done                                                                        1 min 01 s        matthews 0.300',
    'cola-all       done                                                                        1 min 00 s        matthews 0.250',
    'cola-full      done before                                                                                   matthews 0.500',
    'rte-cka        waiting',
  ]);
});

test('where there is no room, columns are left out, and trials are counted', () => {
  expect(renderRun(run, { columns: 60, rows: 8 })).toEqual([
    'glue-mini: running, 2 running, 1 failed, 2 done, 1 done bef…',
    '2 workers of 1 thread on here, /runs/glue-mini',
    '',
    'trial          state           step         score',
    'cola-cka       training     120/300  0.500  matthews 0.313',
    'mini-math-all  answer 3/12',
    'rte-full       failed                       no luck at all',
    '… and 2 done, 1 done before, 1 waiting',
  ]);
});

test('no line is wider than the room, and there are no more than fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 6, max: 30 }), (columns, rows) => {
      const lines = renderRun(run, { columns, rows });
      return lines.every((line) => [...line].length <= columns) && lines.length <= rows;
    }),
  );
});

test('how a run ended, and that there is no news, is said', () => {
  const [head] = renderRun({ ...run, state: 'killed' }, { columns: 150 });
  expect(head).toMatch(/^glue-mini: killed, or lost with its machine, /);
  expect(renderRun({ ...run, secondsSinceNews: 300 }, { columns: 150 })[0]).toMatch(
    /, no news for 5 min 00 s$/,
  );
  expect(renderRun({ ...run, trials: [] }, { columns: 150 })).toHaveLength(3);
});

test.each([
  [[1, 2, 3, 4, 5, 6, 7, 8], 8, '▁▂▃▄▅▆▇█'],
  [[8, 8, 1, 1], 2, '█▁'],
  [[5, 5, 5], 9, '▁▁▁'],
  [[1, NaN, Infinity, 2], 9, '▁█'],
  [[], 9, ''],
])('sparkline of %j in %d columns', (values, columns, line) => {
  expect(sparkline(values, columns)).toBe(line);
});

test('plain lines tell of each end once, and of progress every half minute', () => {
  const lines = new PlainLines();
  const progress =
    'glue-mini: 3 of 6 trials, 1 failed, 3 min 05 s, about 2 min 00 s left; ' +
    'cola-cka: epoch 2, step 120 of 300, loss 0.500, 8 s left, 40 %; mini-math-all: evaluation';
  expect(lines.next(run)).toEqual([
    '[1/6] cola-all: done in 1 min 00 s, matthews 0.250',
    '[2/6] cola-random: done in 1 min 01 s, matthews 0.300',
    '[3/6] rte-full: failed after 2 s, no luck',
    progress,
  ]);
  expect(lines.next({ ...run, seconds: 214 })).toEqual([]);
  expect(lines.next({ ...run, seconds: 216 })).toHaveLength(1);
  expect(lines.next({ ...run, seconds: 250, state: 'done' })).toEqual([]);
});

test('JSON has the last loss, and changes when there is news', () => {
  expect(toJson(run)).toMatchObject({
    state: 'running',
    trials: { 4: { id: 'cola-cka', training: { loss: 0.5 } } },
  });
  expect(JSON.stringify(toJson(run))).not.toMatch(/losses/);
  expect(newsOf({ ...run, seconds: 999 })).toBe(newsOf(run));
  expect(newsOf({ ...run, state: 'done' })).not.toBe(newsOf(run));
});

test('a screen is drawn for the size that it has, again when that changes, and gives back what was there', () => {
  let written = '';
  const listeners = new Set<() => void>();
  const terminal = {
    ...{ columns: 20, rows: 3 },
    write: (text: string) => (written += text),
    on: (_: 'resize', listener: () => void) => listeners.add(listener),
    off: (_: 'resize', listener: () => void) => listeners.delete(listener),
  };
  const screen = new Screen(terminal, ({ columns, rows }) => [`${columns} x ${rows}`, 'b', 'c']);
  screen.draw();
  expect(written).toBe('\x1b[?1049h\x1b[?25l\x1b[H20 x 3\x1b[K\nb\x1b[K\n\x1b[J');
  Object.assign(terminal, { columns: 0, rows: 0 });
  for (const listener of listeners) listener();
  expect(written).toMatch(/80 x 24/);
  written = '';
  screen.close();
  expect(written).toBe('\x1b[?25h\x1b[?1049l');
  expect(listeners.size).toBe(0);
});
