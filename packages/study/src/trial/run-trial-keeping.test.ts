import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAdapter } from '@lamella/adapters';
import { encodeExamples } from '@lamella/datasets';
import { loadModel, loadTokenizer } from '@lamella/models';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import { loadTask } from '@lamella/tasks';
import { Predictor, toPrediction } from '@lamella/training';
import type { TrialOutcome } from '../results/trial-result.ts';
import { runTrial } from './run-trial.ts';
import type { TrialContext } from './trial-outcome.ts';

const decoder = `
name: example
model: mini/llama
data: { kind: mini }
tasks: [mini-math]
rows: { train: 8, dev: 6 }
adapter: { rank: 2, alpha: 4 }
training: { batchSize: 4, learningRate: 1e-3, maxLength: 96, sortWindow: 2 }
generation: { maxNewTokens: 8 }
methods: { own: { selection: [0, 3] } }
sweep: { seed: [1] }
`;

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-keeping-'))));
afterEach(() => rmSync(root, { recursive: true }));

const trialFolder = (): string => join(root, 'answers');

function trialOf(spec: string, numLayers: number): ResolvedTrial {
  const [trial] = expandSweep(parseSpec(spec, 'example.yaml'), numLayers);
  if (trial === undefined) throw new Error('Expected a trial');
  return trial;
}

/** Runs a trial, and says how many steps it trained. */
async function run(
  trial: ResolvedTrial,
  keeping?: TrialContext['keeping'],
): Promise<{ outcome: TrialOutcome; steps: number }> {
  let steps = 0;
  const outcome = await runTrial(trial, {
    keeping,
    importanceFolder: join(root, 'importance'),
    trialFolder: trialFolder(),
    logFolder: join(root, 'logs'),
    findJudge: () => Promise.reject(new Error('Expected no program to be judged')),
    onProgress: ({ phase, step = 0 }) => void (steps = phase === 'training' ? step : steps),
  });
  return { outcome, steps };
}

test('an adapter that is kept is the one that a stopped trial goes on from, also where it lay before', async () => {
  const trial = trialOf(decoder, 8);
  const keeping = { folder: join(root, 'adapters', trial.id), keep: 'best' } as const;
  const adapter = (folder: string): Buffer => readFileSync(join(folder, 'adapter_model.safetensors'));
  const { outcome } = await run(trial);
  const former = join(trialFolder(), 'adapter');
  const weights = adapter(former);
  expect(outcome.kept).toBeUndefined();
  const moved = await run(trial, keeping);
  expect(moved.steps).toBe(0);
  expect(existsSync(former)).toBe(false);
  expect(adapter(keeping.folder)).toEqual(weights);
  rmSync(trialFolder(), { recursive: true });
  const whole = await run(trial, keeping);
  expect(whole.steps).toBe(2);
  expect(Object.keys(whole.outcome.kept?.files ?? {})).toContain('selection.json');
  expect(readFileSync(join(keeping.folder, 'README.md'), 'utf8')).toMatch(/- mini-math\/accuracy: /);
  writeFileSync(join(trialFolder(), 'mini-math.jsonl'), '');
  const again = await run(trial, keeping);
  expect(again.steps).toBe(0);
  expect(again.outcome.kept).toEqual(whole.outcome.kept);
  expect(existsSync(former)).toBe(false);
});

test('a classifier keeps the weights that its scores are of', async () => {
  const spec = `
name: example
model: mini/roberta
data: { kind: mini-glue }
tasks: [sst2]
rows: { train: 32, dev: 16 }
adapter: { rank: 2, alpha: 4 }
training: { batchSize: 8, epochs: 2, checkpoint: best, maxLength: 32 }
methods: { all: { selection: all } }
sweep: { seed: [1] }
`;
  const trial = trialOf(spec, 4);
  const folder = join(root, 'adapters', trial.id);
  const { outcome } = await run(trial, { folder, keep: 'best' });
  expect(outcome.kept).toMatchObject({ kind: 'adapter' });
  const base = embeddedModelFolder('mini/roberta');
  const model = loadModel(base, { head: 'classification', numLabels: 2 });
  loadAdapter(folder, model);
  const tokenizer = loadTokenizer(base);
  const { splits } = await loadTask('sst2', { kind: 'mini' }, { devRows: 16 });
  const encoded = await encodeExamples(splits.dev, tokenizer, { maxLength: 32 });
  const predictor = new Predictor(model, { padId: tokenizer.padId });
  const predictions = predictor.logits(encoded).map((logits) => toPrediction('classification', logits));
  expect(predictions).toEqual(outcome.predictions['dev']?.predictions);
  predictor.dispose();
  model.dispose();
});
