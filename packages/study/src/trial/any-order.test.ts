import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf } from '@lamella/engine';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import { toJob } from '../run/trial-job.ts';
import { fingerprint, type Fingerprint } from '../verify/fingerprint.ts';
import { KeptInputs } from './kept-inputs.ts';
import { runTrial } from './run-trial.ts';

const common = {
  name: 'orders',
  adapter: { rank: 2, alpha: 4 },
  sweep: { seed: [1], layers: [2] },
};
const encoder = {
  ...{ ...common, model: 'mini/roberta', data: { kind: 'mini-glue' }, tasks: ['sst2'] },
  rows: { train: 24, dev: 8 },
  training: { epochs: 2, batchSize: 4, maxLength: 16, checkpoint: 'best' },
  methods: {
    cka: { selection: 'cka', importance: { samples: 8 } },
    full: { tuning: 'full' },
    head: { tuning: 'head' },
  },
};
const decoder = {
  ...{ ...common, model: 'mini/llama', data: { kind: 'mini' }, tasks: ['mini-math'] },
  ...{ rows: { train: 8, dev: 4 }, generation: { maxNewTokens: 4, temperature: 0.7 } },
  training: { batchSize: 4, maxLength: 64 },
  methods: { fisher: { selection: 'fim', importance: { samples: 4 } } },
};
const trials = [encoder, decoder].flatMap((spec) =>
  expandSweep(parseSpec(JSON.stringify(spec), 'orders.yaml'), 8),
);

let root: string;
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'lamella-orders-'))));
afterAll(() => rmSync(root, { recursive: true }));

/** What trials come to that run one after the other, in folders of their own. */
async function run(
  order: readonly ResolvedTrial[],
  name: string,
  kept?: KeptInputs,
): Promise<Map<string, Fingerprint>> {
  const found = new Map<string, Fingerprint>();
  const runsFolder = join(root, name);
  const places = { runsFolder, folder: join(runsFolder, 'orders'), keep: 'all', limits: {} } as const;
  for (const trial of order) {
    const { trial: _, ...job } = toJob(trial, { ...places, checkpoints: 'none' });
    const findJudge = () => Promise.reject(new Error('Expected no program to be judged'));
    const outcome = await runTrial(trial, { ...job, kept, findJudge, onProgress: () => {} });
    found.set(trial.id, fingerprint(outcome, job));
  }
  return found;
}

test('trials come to the same bits in any order, and with what others of the same process have left', async () => {
  expect(trials).toHaveLength(4);
  const forwards = await run(trials, 'forwards');
  const before = tf.memory().numTensors;
  const kept = new KeptInputs();
  const backwards = await run(trials.toReversed(), 'backwards', kept);
  expect(kept.tasks.size).toBe(2);
  expect(tf.memory().numTensors).toBe(before + kept.weights.size);
  kept.weights.dispose();
  for (const { id } of trials) expect([id, backwards.get(id)]).toEqual([id, forwards.get(id)]);
  const [cka, , head] = trials.map(({ id }) => forwards.get(id)?.get('weights'));
  expect(cka).not.toBe(head);
});
