import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { expandSweep, parseSpec } from '@lamella/spec';
import { checkOutcome } from '../results/trial-result.ts';
import type { ChosenAnswer } from './answer-lines.ts';
import { runTrial } from './run-trial.ts';

/** Questions of our own in the layout of the hub's data set. */
const data = join(workspaceRoot(), 'packages/tasks/fixtures/arc');
const trials = expandSweep(
  parseSpec(
    `
name: example
model: mini/llama
data: { kind: hub, id: ${data} }
tasks: [arc-easy]
adapter: { rank: 2, alpha: 4 }
importance: { samples: 3 }
training: { epochs: 30, batchSize: 3, learningRate: 1e-2, maxLength: 64, evaluationBatchSize: 3 }
methods: { base: { tuning: none }, cka: { selection: cka } }
sweep: { layers: [4], seed: [1] }
`,
    'example.yaml',
  ),
  8,
);

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-choice-'))));
afterEach(() => rmSync(root, { recursive: true }));

test.each(trials)('multiple choice goes the whole way ($method)', async (trial) => {
  const outcome = await runTrial(trial, {
    ...{ importanceFolder: join(root, 'importance'), trialFolder: join(root, 'answers') },
    logFolder: join(root, 'logs'),
    findJudge: () => Promise.reject(new Error('Expected no program to be judged')),
    onProgress: () => undefined,
  });
  checkOutcome(outcome);
  const lines = readFileSync(join(root, 'answers', 'arc-easy.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const answers = lines
    .map((line) => JSON.parse(line) as ChosenAnswer)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(answers.map(({ id, logLikelihoods }) => [id, logLikelihoods.length])).toEqual([
    ['Own_4', 4],
    ['Own_5', 3],
  ]);
  for (const metric of ['acc', 'acc_norm'] as const) {
    expect(outcome.metrics.final[`arc-easy/${metric}`]).toBe(
      answers.reduce((sum, { scores }) => sum + scores[metric], 0) / 2,
    );
    expect(outcome.predictions[`arc-easy/${metric}`]).toEqual({
      labels: [0, 1],
      predictions: answers.map(({ chosen }) => chosen[metric]),
    });
  }
  expect(outcome.metrics.primary).toEqual({
    name: 'arc-easy/acc',
    value: outcome.metrics.final['arc-easy/acc'],
  });
  expect(outcome.losses?.length).toBe(trial.tuning === 'none' ? 0 : 30);
});
