import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CurveFollower } from './training-curve.ts';
import { TrialLog } from './trial-log.ts';

let root: string;
let time: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-tfevents-rewind-'));
  time = 1_767_225_600;
});
afterEach(() => rmSync(root, { recursive: true }));

/** Steps of two epochs of two, each of which takes place at a time of its own. */
function open(folder: string, from?: { step: number; epoch: number }, key = 'k'): TrialLog {
  const training = { trial: 'cola', key, steps: 4, epochs: 2 };
  return new TrialLog(join(root, folder), training, { now: () => time, from });
}
function train(log: TrialLog, first: number, last: number): void {
  for (let step = first; step <= last; step++) {
    time = 1_767_225_600 + step;
    const epoch = Math.ceil(step / 2);
    log.step({ step, totalSteps: 4, epoch, loss: 1 / step, learningRate: 1, gradNorm: 2, seconds: 0.5 });
    if (step % 2 === 0) log.epoch({ epoch, trainLoss: 1, seconds: 1, metrics: { pearson: NaN } }, step);
  }
}
const contents = (folder: string): string[][] =>
  readdirSync(join(root, folder))
    .sort()
    .map((name) => [name, readFileSync(join(root, folder, name)).toString('hex')]);

test.each([
  [0, 0, 1],
  [1, 0, 2],
  [2, 0, 3],
  [2, 1, 3],
  [3, 1, 3],
])('a log that goes on from step %d, %d epochs, ends as if nothing had happened', (step, epoch, killedAt) => {
  const whole = open('whole');
  train(whole, 1, 4);
  whole.end('done');
  const started = (time = 1_767_225_600);
  train(open('killed'), 1, killedAt);
  const follower = new CurveFollower(join(root, 'killed', 'steps.jsonl'));
  follower.read();
  time = started + 9;
  const resumed = open('killed', { step, epoch });
  resumed.sync();
  expect(follower.read()?.losses).toHaveLength(step);
  expect(follower.read()?.epochs).toHaveLength(epoch);
  // The evaluation that was interrupted comes first.
  if (step === 2 && epoch === 0) {
    time = 1_767_225_602;
    resumed.epoch({ epoch: 1, trainLoss: 1, seconds: 1, metrics: { pearson: NaN } }, 2);
  }
  train(resumed, step + 1, 4);
  resumed.end('done');
  expect(contents('killed')).toEqual(contents('whole'));
});

test.each([
  ['of another training', 'other', 2],
  ['that does not reach the place', 'k', 3],
])('a log %s is moved aside', (_, key, step) => {
  train(open('log', undefined, key), 1, 2);
  const log = open('log', { step, epoch: 1 });
  train(log, step + 1, 4);
  log.leave();
  expect(readdirSync(join(root, 'log'))).toContain('attempt-1');
  expect(new CurveFollower(join(root, 'log', 'steps.jsonl')).read()).toMatchObject({
    attempt: { attempt: 2, key: 'k' },
    losses: Array.from({ length: 4 - step }, (__, i) => 1 / (step + 1 + i)),
  });
});
