import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel, type AdapterConfig } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { tf } from '@lamella/engine';
import { loadModel } from '@lamella/models';
import { dropWholeWeights, keepTraining, restoreTraining } from './kept-training.ts';

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

/** Keeps weights that are all 3, and gives those that a fresh model has after `restoreTraining` with a key. */
async function keepAndRestore(config: AdapterConfig, key: string, drop = false) {
  const model = loadModel(fixture, { head: 'causal-lm' });
  const adapted = adaptModel(model, config);
  for (const parameter of adapted.trainable)
    tf.tidy(() => parameter.assign(tf.fill([...parameter.shape], 3)));
  await keepTraining({ folder, key: 'a' }, training, { model, adapted, baseModel: 'llama' });
  adapted.remove();
  model.dispose();
  if (drop) await dropWholeWeights({ folder, key });
  const fresh = loadModel(fixture, { head: 'causal-lm' });
  const again = adaptModel(fresh, config);
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
    return { restored, isThree };
  } finally {
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

test('the training of other settings is forgotten', async () => {
  const { restored, isThree } = await keepAndRestore(lora, 'b');
  expect(restored).toBeUndefined();
  expect(isThree).not.toContain(true);
});

test('whole weights that were dropped are missed', async () => {
  await expect(keepAndRestore({ kind: 'full' }, 'a', true)).rejects.toThrow(/weights\.safetensors/);
});
