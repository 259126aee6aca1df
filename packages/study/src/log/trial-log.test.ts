import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { findLosses } from './find-losses.ts';
import { CurveFollower } from './training-curve.ts';
import { TrialLog } from './trial-log.ts';

let root: string;
let folder: string;
let time: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-log-'));
  folder = join(root, 'logs', 'cola-cka');
  time = 1_767_225_600;
});
afterEach(() => rmSync(root, { recursive: true }));

const open = (key = 'k1'): TrialLog =>
  new TrialLog(folder, { trial: 'cola-cka', key, steps: 4, epochs: 2 }, { now: () => time });

const lossOf = (step: number): number => Math.fround(1 / step);

/** Two epochs of two steps. */
function train(log: TrialLog, numSteps = 4): void {
  for (let step = 1; step <= numSteps; step++) {
    time += 0.25;
    const epoch = Math.ceil(step / 2);
    const rates = { loss: lossOf(step), learningRate: step * 1e-4, gradNorm: 2 / step, seconds: 0.125 };
    log.step({ step, totalSteps: 4, epoch, ...rates });
    const metrics = { accuracy: 0.5 + epoch / 8, pearson: NaN };
    if (step % 2 === 0) log.epoch({ epoch, trainLoss: 0.75, seconds: 0.25, metrics }, step);
  }
}

const lines = (place = folder): unknown[] =>
  readFileSync(join(place, 'steps.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

test('a line for the attempt, for each step and each epoch, and for the end', () => {
  const log = open();
  train(log);
  log.end('stopped-early');
  expect(lines()).toHaveLength(8);
  expect(lines().slice(0, 2)).toEqual([
    {
      ...{ kind: 'attempt', format: 1, trial: 'cola-cka', key: 'k1', attempt: 1, steps: 4, epochs: 2 },
      time: 1_767_225_600,
    },
    {
      ...{ kind: 'step', step: 1, epoch: 1, loss: 1, learningRate: 1e-4, gradNorm: 2, seconds: 0.125 },
      time: 1_767_225_600.25,
    },
  ]);
  expect(lines().at(-2)).toEqual({
    ...{ kind: 'epoch', epoch: 2, step: 4, trainLoss: 0.75, seconds: 0.25 },
    ...{ metrics: { accuracy: 0.75, pearson: null }, time: 1_767_225_601 },
  });
  expect(lines().at(-1)).toEqual({ kind: 'end', status: 'stopped-early', step: 4, time: 1_767_225_601 });
});

test('steps are written at most once a second', () => {
  const log = open();
  const sizes = [0.25, 0.25, 0.25, 0.25, 0.25].map((pause, index) => {
    time += pause;
    log.step({
      ...{ step: index + 1, totalSteps: 4, epoch: 1, loss: 1 },
      learningRate: 1,
      gradNorm: 1,
      seconds: 1,
    });
    return lines().length;
  });
  expect(sizes).toEqual([1, 1, 1, 5, 5]);
  log.end('done');
  expect(lines()).toHaveLength(7);
});

test('an attempt that starts again leaves the one before as it is', () => {
  const killed = open();
  train(killed, 3);
  time += 10;
  const second = open();
  train(second);
  second.end('done');
  time += 10;
  const third = open('k2');
  train(third);
  third.end('failed', 'no luck');
  expect(readdirSync(folder).sort()).toEqual([
    'attempt-1',
    'attempt-2',
    'events.out.tfevents.1767225621.lamella',
    'steps.jsonl',
  ]);
  expect(lines(join(folder, 'attempt-1'))[0]).toMatchObject({ attempt: 1, key: 'k1' });
  expect(lines(join(folder, 'attempt-2'))).toHaveLength(8);
  expect(lines()[0]).toMatchObject({ attempt: 3, key: 'k2' });
  expect(lines().at(-1)).toMatchObject({ status: 'failed', message: 'no luck' });
  const losses = [1, 2, 3, 4].map(lossOf);
  expect(findLosses(folder, { key: 'k1', cost: { steps: 4 } })).toEqual(losses);
  expect(findLosses(folder, { key: 'k2', cost: { steps: 4 } })).toEqual(losses);
  expect(findLosses(folder, { key: 'k1', cost: { steps: 3 } })).toBeUndefined();
  expect(findLosses(folder, { key: 'k3', cost: { steps: 4 } })).toBeUndefined();
  expect(findLosses(join(root, 'none'), { key: 'k1', cost: { steps: 4 } })).toBeUndefined();
});

test('what is logged can be followed', () => {
  const follower = new CurveFollower(join(folder, 'steps.jsonl'));
  expect(follower.read()).toBeUndefined();
  const log = open();
  expect(follower.read()).toMatchObject({ attempt: { attempt: 1 }, losses: [], epochs: [] });
  train(log, 2);
  expect(follower.read()).toMatchObject({
    losses: [1, 2].map(lossOf),
    firstStep: { step: 1 },
    lastStep: { step: 2 },
    epochs: [{ epoch: 1, metrics: { accuracy: 0.625, pearson: NaN } }],
  });
  train(open());
  expect(follower.read()).toMatchObject({ attempt: { attempt: 2 }, losses: [1, 2, 3, 4].map(lossOf) });
});

test('a log that cannot be written is told of once, and the training goes on', () => {
  writeFileSync(join(root, 'logs'), 'in the way');
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  const log = open();
  train(log);
  log.end('done');
  stop();
  expect(warnings).toEqual([
    expect.stringMatching(/^The log of the training can't be written, which goes on without: /),
  ]);
});

const script = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0}).Reload()
tags = events.Tags()['scalars']
print(json.dumps({tag: [[e.wall_time, e.step, e.value] for e in events.Scalars(tag)] for tag in tags}))
`;

describeWithPythons('TensorBoard', ['tensorboard'], ({ program }) => {
  test('reads the events, of this attempt alone', () => {
    train(open(), 3);
    time += 10;
    const log = open();
    train(log);
    log.end('done');
    const read = JSON.parse(
      runPython({ program }, ['-c', script, folder]).replaceAll('NaN', 'null'),
    ) as Record<string, readonly (readonly [number, number, number | null])[]>;
    const start = 1_767_225_610.75;
    const steps = [1, 2, 3, 4];
    expect(read).toEqual({
      'train/loss': steps.map((step) => [start + step / 4, step, lossOf(step)]),
      'train/learning_rate': steps.map((step) => [start + step / 4, step, Math.fround(step * 1e-4)]),
      'train/grad_norm': steps.map((step) => [start + step / 4, step, Math.fround(2 / step)]),
      'train/seconds_per_step': steps.map((step) => [start + step / 4, step, 0.125]),
      'train/epoch': [1, 2].map((epoch) => [start + epoch / 2, epoch * 2, epoch]),
      'eval/accuracy': [1, 2].map((epoch) => [start + epoch / 2, epoch * 2, 0.5 + epoch / 8]),
      'eval/pearson': [1, 2].map((epoch) => [start + epoch / 2, epoch * 2, null]),
    });
  }, 60_000);
});
