import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { logFolderOf } from '../log/attempts.ts';
import { RunLog, runLogPath } from '../log/run-log.ts';
import { type Presence, RunClaims } from '../run/run-claims.ts';
import { TrialLog } from '../log/trial-log.ts';
import { RunFollower } from './run-follower.ts';
import type { WatchedTrial } from './watched-run.ts';

let folder: string;
let presence: Presence;
let log: RunLog;
let follower: RunFollower;
const ids = ['a', 'b', 'c', 'd'];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-watch-'));
  presence = await new RunClaims(folder).enter();
  const trials = ids.map((id) => ({ id, cost: 2, isDone: id === 'd' }));
  log = new RunLog(folder, { name: 'example', process: presence.name, workers: 2, threads: 1, trials });
  follower = new RunFollower(folder);
});
afterEach(async () => {
  await presence.leave();
  rmSync(folder, { recursive: true });
});

const trials = async (): Promise<Record<string, WatchedTrial>> =>
  Object.fromEntries((await follower.read()).trials.map((trial) => [trial.id, trial]));

/** Ten of forty steps, one each quarter of a second. */
function train(id: string): TrialLog {
  let time = Date.now() / 1000;
  const training = { trial: id, key: 'k', steps: 40, epochs: 4 };
  const steps = new TrialLog(logFolderOf(folder, id), training, { now: () => time });
  for (let step = 1; step <= 10; step++) {
    time += 0.25;
    const numbers = { loss: 1 / step, learningRate: 1e-4 * step, gradNorm: step, seconds: 0.2 };
    steps.step({ step, totalSteps: 40, epoch: 1, ...numbers });
  }
  steps.epoch({ epoch: 1, trainLoss: 0.3, seconds: 2, metrics: { accuracy: 0.75, f1: 0.5 } }, 10);
  return steps;
}

test('a run that runs', async () => {
  log.start('a');
  log.start('b');
  log.progress('b', { phase: 'loading' });
  log.progress('a', { phase: 'training' });
  train('a');
  expect(await follower.read()).toMatchObject({
    ...{ name: 'example', folder, state: 'running', workers: 2, threads: 1, host: hostname() },
    seconds: expect.any(Number),
    secondsLeft: expect.any(Number),
  });
  const { a, b, c, d } = await trials();
  expect(a).toMatchObject({
    status: 'running',
    phase: { phase: 'training' },
    score: { name: 'accuracy', value: 0.75 },
    training: {
      ...{ attempt: 1, step: 10, steps: 40, epoch: 1, epochs: 4, learningRate: 1e-3, gradNorm: 10 },
      secondsPerStep: 0.2,
    },
  });
  expect(a?.training?.losses).toHaveLength(10);
  expect(a?.training?.secondsLeft).toBeCloseTo(30 * 0.25, 3);
  expect(b).toMatchObject({ status: 'running', phase: { phase: 'loading' } });
  expect(c).toEqual({ id: 'c', cost: 2, status: 'waiting' });
  expect(d).toEqual({ id: 'd', cost: 2, status: 'reused' });
});

test('trials end, and the run', async () => {
  log.start('a');
  expect((await trials())['a']?.training).toBeUndefined();
  train('a').end('done');
  expect((await trials())['a']?.training).toMatchObject({ step: 10 });
  log.end('a', { status: 'done', seconds: 3, score: { name: 'f1', value: 0.5 } });
  log.start('b');
  log.end('b', { status: 'out-of-memory', seconds: 1, message: 'no memory' });
  log.start('c');
  log.progress('c', { phase: 'evaluation', step: 3, steps: 9 });
  expect(await trials()).toMatchObject({
    a: { status: 'done', seconds: 3, score: { name: 'f1', value: 0.5 }, training: { step: 10 } },
    b: { status: 'out-of-memory', message: 'no memory' },
    c: { status: 'running', phase: { phase: 'evaluation', step: 3, steps: 9 } },
  });
  log.end('c', { status: 'cancelled', seconds: 1 });
  log.close(true);
  expect(await follower.read()).toMatchObject({ state: 'interrupted' });
  expect((await follower.read()).secondsLeft).toBeUndefined();
});

test('a trial of which nothing is heard any longer has no time left that is known', async () => {
  log.start('a');
  log.progress('a', { phase: 'training' });
  train('a');
  let now = Date.now() / 1000 + 3;
  const later = new RunFollower(folder, () => now);
  expect((await later.read()).trials[0]?.training?.secondsLeft).toBeGreaterThan(1);
  now += 100;
  const run = await later.read();
  expect(run.state).toBe('running');
  expect(run.secondsLeft).toBeUndefined();
  expect(run.trials[0]?.silentSeconds).toBeGreaterThan(90);
  expect(run.trials[0]?.training?.secondsLeft).toBeUndefined();
});

test('signs of life are written now and then, with what is done', async () => {
  const clock = import.meta.jest.spyOn(Date, 'now');
  const start = 1_900_000_000_000;
  clock.mockReturnValue(start);
  log.start('a');
  log.progress('a', { phase: 'evaluation', step: 3, steps: 9 });
  for (const seconds of [5, 20, 22, 40]) {
    clock.mockReturnValue(start + 1000 * seconds);
    log.alive('a');
  }
  clock.mockRestore();
  const follower = new RunFollower(folder, () => start / 1000 + 41);
  const [trial] = (await follower.read()).trials;
  expect(trial).toMatchObject({ phase: { phase: 'evaluation', step: 3, steps: 9 }, silentSeconds: 1 });
  const lines = readFileSync(runLogPath(folder), 'utf8').split('\n');
  expect(lines.filter((line) => line.includes('"phase":"evaluation"'))).toHaveLength(3);
});

test('the log of a training before this run is not of it', async () => {
  train('a').end('failed');
  await new Promise((resolve) => setTimeout(resolve, 5));
  log = new RunLog(folder, {
    name: 'again',
    process: presence.name,
    workers: 1,
    threads: 1,
    trials: [{ id: 'a', cost: 1, isDone: false }],
  });
  log.start('a');
  expect((await trials())['a']).toMatchObject({ status: 'running' });
  expect((await trials())['a']?.training).toBeUndefined();
});

test('a run that is gone without a word is told of', async () => {
  log.start('a');
  train('a');
  await presence.leave();
  // It ran at least until its last step, two and a half seconds later by the clock of this test.
  expect((await follower.read()).seconds).toBeGreaterThan(2.4);
  expect(await follower.read()).toMatchObject({
    state: 'killed',
    trials: [{ status: 'interrupted' }, {}, {}, {}],
  });
  // Of another machine it can't be told, but that nothing comes any longer.
  writeFileSync(
    join(folder, 'processes', `${presence.name}.process`),
    JSON.stringify({ pid: 1, startTime: '1', host: 'elsewhere', command: 'x', since: 'y' }),
  );
  const later = new RunFollower(folder, () => Date.now() / 1000 + 600);
  const run = await later.read();
  expect(run.state).toBe('running');
  expect(run.secondsSinceNews).toBeGreaterThan(590);
});

test('a folder without a run is an error', async () => {
  const none = new RunFollower(join(folder, 'none'));
  await expect(none.read()).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^Expected the log of a run in .*none.logs.run\.jsonl: no such file\. Start/,
    ),
  });
});

test('a process that joins a run is of it: its trials, its workers, and its end', async () => {
  log.start('a');
  log.end('a', { status: 'cancelled', seconds: 1 });
  const other = await new RunClaims(folder).enter();
  const trials = [{ id: 'a', cost: 2, isDone: false }];
  const joined = new RunLog(
    folder,
    { name: 'x', process: other.name, workers: 3, threads: 1, trials },
    false,
  );
  joined.start('a');
  log.start('b');
  expect(await follower.read()).toMatchObject({
    ...{ name: 'example', state: 'running', workers: 5 },
    trials: [{ id: 'a', status: 'running' }, { id: 'b', status: 'running' }, {}, {}],
  });
  // The first one is killed: its trial is interrupted, the run goes on.
  await presence.leave();
  expect(await follower.read()).toMatchObject({
    ...{ state: 'running', workers: 3 },
    trials: [{ status: 'running' }, { status: 'interrupted' }, {}, {}],
  });
  joined.end('a', { status: 'done', seconds: 2 });
  joined.close(false);
  await other.leave();
  expect(await follower.read()).toMatchObject({ state: 'killed', trials: [{ status: 'done' }, {}, {}, {}] });
  // A run that begins anew tells of itself alone.
  new RunLog(folder, { name: 'again', process: 'me', workers: 1, threads: 1, trials });
  expect(await follower.read()).toMatchObject({ name: 'again', trials: [{ status: 'waiting' }] });
});
