import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel, type AdapterConfig, saveAdapter } from '@lamella/adapters';
import { listenToWarnings, workspaceRoot } from '@lamella/core';
import { tf } from '@lamella/engine';
import { loadModel } from '@lamella/models';
import { keepTraining, restoreTraining } from './kept-training.ts';
import { dropWholeWeights } from './training-files.ts';

const fixture = join(workspaceRoot(), 'fixtures', 'llama');
const lora = {
  kind: 'lora',
  ...{ layers: [0, 2], targets: ['q_proj'], rank: 2, alpha: 2, dropout: 0, seed: 0 },
} as const;
const training = {
  epochs: [{ epoch: 1, trainLoss: 1, seconds: 2, metrics: {} }],
  losses: [2, 1],
  cost: { steps: 2, secondsPerStep: 1, trainSeconds: 2, peakMemoryBytes: 100 },
};
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-kept-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Meddle = (() => void) | (() => Promise<void>);

/** Keeps weights that are all 3, and gives those that a fresh model has after `restoreTraining` with a key. */
async function keepAndRestore(config: AdapterConfig, key: string, meddle: Meddle = () => undefined) {
  const model = loadModel(fixture, { head: 'causal-lm' });
  const adapted = adaptModel(model, config);
  for (const parameter of adapted.trainable)
    tf.tidy(() => parameter.assign(tf.fill([...parameter.shape], 3)));
  const writeAdapter = (to: string): Promise<void> => saveAdapter(to, { model, adapted, baseModel: 'llama' });
  await keepTraining({ folder, key: 'a' }, training, { adapted, writeAdapter });
  adapted.remove();
  model.dispose();
  await meddle();
  const fresh = loadModel(fixture, { head: 'causal-lm' });
  const again = adaptModel(fresh, config);
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  try {
    const restored = await restoreTraining({ folder, key }, again.trainable);
    const isThree = again.trainable.map((parameter) =>
      tf.tidy(() =>
        parameter
          .read()
          .dataSync()
          .every((value) => value === 3),
      ),
    );
    return { restored, isThree, warnings };
  } finally {
    stop();
    again.remove();
    fresh.dispose();
  }
}

test.each([lora, { ...lora, init: 'pissa' } as const, { kind: 'full' } as const])(
  'weights and report come back: %j',
  async (config) => {
    const { numTensors } = tf.memory();
    const { restored, isThree } = await keepAndRestore(config, 'a');
    expect(restored).toEqual(training);
    expect(isThree.length).toBeGreaterThan(3);
    expect(new Set(isThree)).toEqual(new Set([true]));
    expect(tf.memory().numTensors).toBe(numTensors);
  },
);

test('an adapter that is saved in another form comes back too, and is not dropped', async () => {
  const { restored, isThree } = await keepAndRestore({ ...lora, init: 'pissa_niter_2' }, 'a', () =>
    dropWholeWeights(folder),
  );
  expect(restored).toEqual(training);
  expect(new Set(isThree)).toEqual(new Set([true]));
});

test('the training of other settings is forgotten', async () => {
  const { restored, isThree } = await keepAndRestore(lora, 'b');
  expect(restored).toBeUndefined();
  expect(isThree).not.toContain(true);
});

const inFolder = (path: string): string => join(folder, path);
const edit = (path: string, from: string | RegExp, to: string): void =>
  writeFileSync(inFolder(path), readFileSync(inFolder(path), 'utf8').replace(from, to));
/** Turns one bit of a file's last byte. */
const flip = (path: string): void => {
  const bytes = readFileSync(inFolder(path));
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(inFolder(path), bytes);
};
const adapter = 'adapter/adapter_model.safetensors';
const full = { kind: 'full' } as const;

const damages: readonly (readonly [string, AdapterConfig, () => void, RegExp])[] = [
  [
    'an empty report',
    lora,
    () => truncateSync(inFolder('training.json')),
    /training\.json: line 1:1: not valid/,
  ],
  [
    'a report that is {}',
    lora,
    () => writeFileSync(inFolder('training.json'), '{}'),
    /no report of a training/,
  ],
  [
    'another loss',
    lora,
    () => edit('training.json', '"losses":[2,', '"losses":[3,'),
    /training\.json: .*its hash/,
  ],
  ['another key', lora, () => edit('training.json', '"key":"a"', '"key":"b"'), /training\.json: .*its hash/],
  ['a bit of the adapter', lora, () => flip(adapter), /adapter_model\.safetensors is not what was written/],
  [
    'half an adapter',
    lora,
    () => truncateSync(inFolder(adapter), 500),
    /adapter_model\.safetensors is not what/,
  ],
  ['no adapter', lora, () => rmSync(inFolder('adapter'), { recursive: true }), /adapter_\S+ is missing/],
  [
    'an empty adapter config',
    lora,
    () => truncateSync(inFolder('adapter/adapter_config.json')),
    /adapter_config/,
  ],
  [
    'a bit of the weights',
    full,
    () => flip('weights.safetensors'),
    /weights\.safetensors is not what was written/,
  ],
  ['no weights', full, () => rmSync(inFolder('weights.safetensors')), /weights\.safetensors is missing/],
];

test.each(damages)(
  '%s: is told and kept aside, and the trial trains again',
  async (_name, config, damage, reason) => {
    const { restored, isThree, warnings } = await keepAndRestore(config, 'a', damage);
    expect(restored).toBeUndefined();
    expect(isThree).not.toContain(true);
    expect(warnings).toEqual([expect.stringMatching(reason)]);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(`${folder}.damaged`)).toContain('training.json');
    rmSync(`${folder}.damaged`, { recursive: true });
  },
);

/** Turns the report into that of a version that sealed none. */
const unsealReport = (): void => edit('training.json', /"format":2,|,"files":.*?\}|,"seal":"\w+"/g, '');

test('a training of the version that sealed none goes on, unless its weights were dropped', async () => {
  expect((await keepAndRestore(full, 'a', unsealReport)).restored).toEqual(training);
  const dropped = await keepAndRestore(full, 'a', () => {
    unsealReport();
    rmSync(inFolder('weights.safetensors'));
  });
  expect(dropped.restored).toBeUndefined();
  expect(dropped.warnings).toEqual([
    expect.stringMatching(/weights\.safetensors.* the trial is trained again/),
  ]);
  rmSync(`${folder}.damaged`, { recursive: true });
});

test('after whole weights were dropped the trial can train again; an adapter stays', async () => {
  const { restored, warnings } = await keepAndRestore(full, 'a', () => dropWholeWeights(folder));
  expect(restored).toBeUndefined();
  expect(warnings).toEqual([]);
  expect((await keepAndRestore(lora, 'a', () => dropWholeWeights(folder))).restored).toEqual(training);
});
