import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep, parseSpec } from '@lamella/spec';
import { checkOutcome, type TrialOutcome } from '../results/trial-result.ts';
import { runTrial } from './run-trial.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-own-'));
  const rows = Array.from({ length: 24 }, (_, i) => ({
    instruction: `Say ${i % 4}.`,
    output: `It is ${i % 4}.`,
    text: `The number ${i % 4} is ${i % 4}.`,
  }));
  const write = (name: string, some: typeof rows): void =>
    writeFileSync(join(root, name), some.map((row) => JSON.stringify(row)).join('\n'));
  write('train.jsonl', rows);
  write('test.jsonl', rows.slice(0, 4));
});
afterAll(() => rmSync(root, { recursive: true }));

function run(
  method: string,
  data = 'instruction: instruction, output: output',
  settings = 'learningRate: 5e-3',
): Promise<TrialOutcome> {
  const yaml = `
name: own
model: mini/llama
data: { kind: table, train: '${join(root, 'train.jsonl')}', test: '${join(root, 'test.jsonl')}', devShare: 0.25, ${data} }
tasks: [text-generation]
adapter: { rank: 2, alpha: 4 }
importance: { samples: 8, batchSize: 4 }
training: { epochs: 3, batchSize: 6, evaluationBatchSize: 4, maxLength: 96, ${settings} }
methods:
  base: { tuning: none }
  full: { tuning: full, training: { learningRate: 1e-3 } }
  cka: { selection: cka }
  fim: { selection: fim }
  block: { selection: block-influence }
  all-pissa: { selection: all, adapter: { init: pissa } }
sweep: { layers: [3], seed: [1] }
`;
  const trial = expandSweep(parseSpec(yaml, 'own.yaml'), 8).find((candidate) => candidate.method === method);
  if (trial === undefined) throw new Error(`Expected a trial of ${method}`);
  return runTrial(trial, {
    importanceFolder: join(root, 'importance'),
    logFolder: join(root, 'logs'),
    trialFolder: join(root, `${method} ${data} ${settings}`),
    findJudge: () => Promise.reject(new Error('Expected no program to be judged')),
    onProgress: () => undefined,
  });
}

test('an untuned model has a held-out loss: the reference of all others', async () => {
  const outcome = await run('base');
  checkOutcome(outcome);
  const { loss = 0, perplexity } = outcome.metrics.final as Record<string, number>;
  expect(outcome.metrics.primary).toEqual({ name: 'loss', value: loss });
  expect(Object.keys(outcome.metrics.final)).toEqual(['loss', 'perplexity', 'loss_test', 'perplexity_test']);
  expect(perplexity).toBeCloseTo(Math.exp(loss), 10);
  expect(outcome.metrics.epochs).toEqual([]);
});

test.each(['full', 'cka', 'fim', 'block', 'all-pissa'])(
  '%s learns, and is scored after each epoch',
  async (method) => {
    const outcome = await run(method);
    checkOutcome(outcome);
    const { metrics, losses = [] } = outcome;
    const ofEpochs = metrics.epochs.map((epoch) => epoch.metrics['loss'] ?? NaN);
    expect(ofEpochs).toHaveLength(3);
    expect(metrics.primary.value).toBe(ofEpochs.at(-1));
    const { metrics: base } = await run('base');
    expect(metrics.primary.value).toBeLessThan(0.8 * (base.primary.value ?? NaN));
    expect(losses).toHaveLength(3 * 3);
    expect(outcome.selection.layers).toHaveLength(method === 'full' || method === 'all-pissa' ? 8 : 3);
  },
  60_000,
);

test('the best checkpoint is that of the lowest loss', async () => {
  const { metrics } = await run('cka', undefined, 'learningRate: 0.1, schedule: constant, checkpoint: best');
  const ofEpochs = metrics.epochs.map((epoch) => epoch.metrics['loss'] ?? NaN);
  expect(ofEpochs.at(-1)).toBeGreaterThan(Math.min(...ofEpochs));
  expect(metrics.primary.value).toBeCloseTo(Math.min(...ofEpochs), 6);
}, 60_000);

test('every token of a text is learnt', async () => {
  const { metrics, losses = [] } = await run('cka', 'text: text');
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? NaN) - 0.5);
  expect(metrics.final['loss_test']).toBeLessThan(losses[0] ?? NaN);
}, 60_000);
