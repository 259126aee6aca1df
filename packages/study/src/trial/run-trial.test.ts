import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings, workspaceRoot } from '@lamella/core';
import { mean } from '@lamella/metrics';
import { findLosses } from '../log/find-losses.ts';
import { CurveFollower } from '../log/training-curve.ts';
import { runTrial } from './run-trial.ts';
import { checkOutcome, type TrialOutcome } from '../results/trial-result.ts';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';

const yaml = `
name: example
model: mini/llama
data: { kind: mini }
tasks: [mini-math]
rows: { train: 8, dev: 6 }
adapter: { rank: 2, alpha: 4 }
importance: { samples: 8 }
training: { batchSize: 4, learningRate: 1e-3, maxLength: 96, sortWindow: 2 }
generation: { maxNewTokens: 8 }
methods:
  base: { tuning: none }
  full: { tuning: full, training: { learningRate: 1e-4 } }
  cka: { selection: cka }
  cka-pissa: { selection: cka, adapter: { init: pissa } }
sweep: { layers: [4], seed: [1] }
`;
const trials = expandSweep(parseSpec(yaml, 'example.yaml'), 8);

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-trial-'))));
afterEach(() => rmSync(root, { recursive: true }));

const trialOf = (method: string): ResolvedTrial => {
  const trial = trials.find((candidate) => candidate.method === method);
  if (trial === undefined) throw new Error(`Expected a trial of ${method}`);
  return trial;
};
const trialFolder = (): string => join(root, 'answers');
const logFolder = (): string => join(root, 'logs');

/** The reference model that sees, with room for longer texts: positions have no weights. */
function copyLlava(): string {
  const folder = join(root, 'llava');
  cpSync(join(workspaceRoot(), 'fixtures', 'llava'), folder, { recursive: true });
  const path = join(folder, 'config.json');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/"max_position_embeddings": 64/, '"max_position_embeddings": 512'),
  );
  return folder;
}

/** Runs a trial, and says how many steps it trained. */
async function run(trial: ResolvedTrial): Promise<{ outcome: TrialOutcome; steps: number }> {
  let steps = 0;
  const outcome = await runTrial(trial, {
    importanceFolder: join(root, 'importance'),
    trialFolder: trialFolder(),
    logFolder: logFolder(),
    findJudge: () => Promise.reject(new Error('Expected no program to be judged')),
    onProgress: ({ phase, step = 0 }) => void (steps = phase === 'training' ? step : steps),
  });
  checkOutcome(outcome);
  return { outcome, steps };
}

let warnings: string[] = [];
async function withWarnings<T>(action: () => Promise<T>): Promise<T> {
  warnings = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  return action().finally(stop);
}

test('a quantised base is what importance and training see', async () => {
  const plain = trialOf('cka');
  const trial = {
    ...plain,
    quantization: 'nf4',
    importance: { ...plain.importance, quantization: 'nf4' },
  } as ResolvedTrial;
  const [found, expected] = [await run(trial), await run(plain)];
  expect(found.steps).toBe(2);
  const scores = (outcome: TrialOutcome): readonly number[] => outcome.selection.scores ?? [];
  expect(scores(found.outcome)).not.toEqual(scores(expected.outcome));
  scores(expected.outcome).forEach((score, layer) =>
    expect(Math.abs((scores(found.outcome)[layer] ?? NaN) - score)).toBeLessThan(0.3),
  );
  const [loss = NaN, plainLoss = NaN] = [found, expected].map(({ outcome }) => outcome.losses?.[0]);
  expect(loss).not.toBe(plainLoss);
  expect(Math.abs(loss / plainLoss - 1)).toBeLessThan(0.2);
});

test('an untuned model is only scored', async () => {
  const { outcome, steps } = await run(trialOf('base'));
  expect(steps).toBe(0);
  expect(outcome).toMatchObject({
    selection: { method: 'none', layers: [], oneHot: '00000000' },
    parameters: { trainable: 0, adapter: 0, head: 0 },
    metrics: { primary: { name: 'mini-math/accuracy' }, epochs: [] },
    losses: [],
    cost: { steps: 0 },
  });
  expect(outcome.groups?.map(({ by, group, count }) => [by, group, count])).toEqual([
    ['steps', '1', 2],
    ['steps', '2', 2],
    ['steps', '3', 2],
  ]);
  const scores = outcome.answerScores?.['mini-math/accuracy'] ?? [];
  expect(scores).toHaveLength(6);
  expect(mean(scores.map(Number))).toBeCloseTo(Number(outcome.metrics.primary.value), 12);
});

test('the same answers are scored by other graders where the trial asks for them', async () => {
  const scores = ['lm-eval-flexible', 'lm-eval-strict'] as const;
  const trial = { ...trialOf('base'), generation: { maxNewTokens: 8, scores } };
  const { outcome } = await run(trial);
  expect(Object.keys(outcome.metrics.final)).toEqual([
    'mini-math/accuracy',
    'mini-math/accuracy-of-last-number',
    'mini-math/lm-eval-strict',
    'mini-math/lm-eval-flexible',
  ]);
  const lines = readFileSync(join(trialFolder(), 'mini-math.jsonl'), 'utf8').trim().split('\n');
  const kept = lines.map((line) => (JSON.parse(line) as { scores: Record<string, number> }).scores);
  expect(outcome.metrics.final['mini-math/lm-eval-flexible']).toBe(
    mean(kept.map((one) => one['lm-eval-flexible'] ?? NaN)),
  );
});

test.each(['cka', 'cka-pissa', 'full'])(
  '%s: a trial that is stopped while answers are written goes on with the trained weights',
  async (method) => {
    const trial = trialOf(method);
    const whole = await run(trial);
    expect(whole.steps).toBe(2);
    expect(whole.outcome.losses).toHaveLength(2);
    const curve = new CurveFollower(join(logFolder(), 'steps.jsonl'));
    expect(curve.read()).toMatchObject({
      attempt: { trial: trial.id, attempt: 1, steps: 2, epochs: 1 },
      losses: whole.outcome.losses,
      epochs: [{ step: 2, trainLoss: whole.outcome.metrics.epochs[0]?.trainLoss }],
      end: { status: 'done', step: 2 },
    });
    const answers = join(trialFolder(), 'mini-math.jsonl');
    const text = readFileSync(answers, 'utf8');
    // Answers of other weights would differ: those of the untrained model do.
    writeFileSync(answers, '');
    const again = await run(trial);
    expect(again.steps).toBe(0);
    // The log is that of the training, which was not repeated.
    expect(curve.read()?.attempt.attempt).toBe(1);
    expect(readFileSync(answers, 'utf8')).toBe(text);
    expect(again.outcome).toEqual({ ...whole.outcome, versions: again.outcome.versions });
    const weights = method === 'full' ? 'weights.safetensors' : 'adapter/adapter_config.json';
    expect(existsSync(join(trialFolder(), weights))).toBe(true);
  },
);

test.each(['cka', 'full'])('%s: a trial without its weights or its result trains again', async (method) => {
  const trial = trialOf(method);
  const whole = await run(trial);
  rmSync(join(trialFolder(), method === 'full' ? 'weights.safetensors' : 'adapter'), { recursive: true });
  const { outcome, steps } = await withWarnings(() => run(trial));
  expect(steps).toBe(2);
  const { metrics, losses, selection } = whole.outcome;
  expect(outcome).toMatchObject({ metrics: { primary: metrics.primary }, losses, selection });
  expect(warnings).toEqual([expect.stringContaining('the trial is trained again')]);
});

const importanceDamages: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  ['half of it', (text) => text.slice(0, text.length / 2), /not valid JSON/],
  ['nothing', () => '', /not valid JSON/],
  ['{}', () => '{}', /no values of importance/],
  ['a value less', (text) => text.replace(/"values": \[[^,]+, /, '"values": ['), /its hash/],
  ['a changed digit', (text) => text.replace(/"values": \[1, 0\.\d/, '"values": [1, 0.9'), /its hash/],
  ['texts', (text) => text.replace(/"values": \[1,/, '"values": ["1",'), /its hash/],
  [
    'a value less, without a seal',
    () => JSON.stringify({ ...unsealed(), values: [1, 2] }),
    /2 values for 8 layers/,
  ],
  [
    'other data, without a seal',
    () => JSON.stringify({ ...unsealed(), hashes: { model: 'm', data: 'd' } }),
    /another/,
  ],
];
let importanceText = '';
/** The file's content as the version that sealed none wrote it. */
const unsealed = (): object => {
  const { format: _, seal: __, ...rest } = JSON.parse(importanceText) as Record<string, unknown>;
  return rest;
};

test('damaged importance is told, kept aside and measured again', async () => {
  const trial = trialOf('cka');
  const { outcome } = await run(trial);
  const path = join(root, 'importance', String(outcome.selection.importanceFile));
  importanceText = readFileSync(path, 'utf8');
  const select = async () => (await withWarnings(() => run(trial))).outcome.selection;
  for (const [name, damage, reason] of importanceDamages) {
    writeFileSync(path, damage(importanceText));
    expect({ name, selection: await select() }).toEqual({ name, selection: outcome.selection });
    expect(warnings).toEqual([
      expect.stringMatching(reason),
      expect.stringMatching(/^mini-math: Importance was measured on 8 samples, too few/),
    ]);
    expect((JSON.parse(readFileSync(path, 'utf8')) as { values: unknown }).values).toEqual(
      outcome.selection.scores,
    );
  }
  const kept = JSON.stringify(unsealed());
  writeFileSync(path, kept);
  expect(await select()).toEqual(outcome.selection);
  expect(warnings).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe(kept);
}, 120_000);

test('questions about images go the same way', async () => {
  const spec = yaml
    .replace('mini/llama', copyLlava())
    .replace('mini-math', 'mini-sqa')
    .replace('maxLength: 96', 'maxLength: 256')
    .replace('layers: [4]', 'layers: [2]');
  const trial = expandSweep(parseSpec(spec, 'example.yaml'), 4).find(({ method }) => method === 'cka');
  if (trial === undefined) throw new Error('Expected a trial');
  const { outcome, steps } = await run(trial);
  expect(steps).toBe(2);
  expect(outcome.metrics.primary.name).toBe('mini-sqa/accuracy');
  expect(outcome.groups?.map(({ by }) => by)).toContain('subject');
  expect(outcome.baselines).toEqual({ 'mini-sqa': { of: 'guess', value: expect.closeTo(0.36, 1) } });
  const [line = ''] = readFileSync(join(trialFolder(), 'mini-sqa.jsonl'), 'utf8').split('\n');
  expect((JSON.parse(line) as { prompt: string }).prompt).toMatch(/^USER: <image>\n[^]+ ASSISTANT:$/);
});

describe('encoders', () => {
  const mini = `
name: example
model: mini/roberta
data: { kind: mini-glue }
tasks: [mrpc]
rows: { train: 16, dev: 8 }
training: { epochs: 6, batchSize: 8, learningRate: 1e-30, maxLength: 32, earlyStopping: { metric: f1, patience: 2 } }
methods: { head: { tuning: head } }
sweep: { seed: [1] }
`;

  test('a training that no longer improves ends, with its log and a record', async () => {
    const [trial] = expandSweep(parseSpec(mini, 'example.yaml'), 8) as [ResolvedTrial];
    const { outcome } = await run(trial);
    // Such a small learning rate changes no score.
    expect(outcome.metrics.epochs).toHaveLength(3);
    const score = outcome.metrics.epochs[0]?.metrics['f1'];
    expect(outcome.stopped).toEqual({
      ...{ metric: 'f1', patience: 2, epoch: 3, plannedEpochs: 6, score },
      best: { score, epoch: 1 },
    });
    expect(outcome.cost.steps).toBe(6);
    expect(outcome.losses).toBeUndefined();
    const curve = new CurveFollower(join(logFolder(), 'steps.jsonl')).read();
    expect(curve).toMatchObject({
      attempt: { steps: 12, epochs: 6 },
      end: { status: 'stopped-early', step: 6 },
    });
    expect(curve?.epochs.map(({ metrics, trainLoss }) => ({ metrics, trainLoss }))).toEqual(
      outcome.metrics.epochs.map(({ metrics, trainLoss }) => ({ metrics, trainLoss })),
    );
    const key = curve?.attempt.key ?? '';
    expect(findLosses(logFolder(), { key, cost: outcome.cost })).toEqual(curve?.losses);
  });

  test('a training that diverges says so in its log', async () => {
    const diverging = mini
      .replace('1e-30', '1e30')
      .replace('batchSize: 8', 'batchSize: 4, maxGradNorm: none');
    const [trial] = expandSweep(parseSpec(diverging, 'example.yaml'), 8) as [ResolvedTrial];
    await expect(run(trial)).rejects.toThrow(/diverged/);
    const curve = new CurveFollower(join(logFolder(), 'steps.jsonl')).read();
    expect(curve?.end).toMatchObject({ status: 'failed', message: expect.stringMatching(/diverged/) });
  });
});

test('other settings are another training, with answers of its own', async () => {
  const trial = trialOf('cka');
  await run(trial);
  const changed = { ...trial, training: { ...trial.training, learningRate: 5e-3 } };
  const { steps } = await run(changed);
  expect(steps).toBe(2);
  expect(readFileSync(join(trialFolder(), 'mini-math.jsonl'), 'utf8').trim().split('\n')).toHaveLength(6);
});
