import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf } from '@lamella/core/engine';
import { adaptModel } from '../adapt-model.ts';
import { logitsOf, openPeft } from '../testing/peft-fixtures.ts';
import { loadAdapter } from './load-adapter.ts';
import { saveAdapter } from './save-adapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-adapter-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readConfig = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(path, 'adapter_config.json'), 'utf8'));

test.each(['roberta', 'bert'] as const)(
  '%s: saved again, PEFT’s files are as PEFT wrote them',
  async (family) => {
    const { loadBase, adapter } = openPeft(family);
    const model = loadBase();
    await saveAdapter(folder, { model, adapted: loadAdapter(adapter, model), baseModel: family });
    model.dispose();
    const tensors = (path: string): Buffer => readFileSync(join(path, 'adapter_model.safetensors'));
    expect(tensors(folder)).toEqual(tensors(adapter));
    const expected = readConfig(adapter);
    expect(readConfig(folder)).toEqual({
      ...expected,
      // PEFT also lists the name that other models' heads have.
      modules_to_save: (expected['modules_to_save'] as string[]).filter((name) => name !== 'score'),
    });
  },
);

test.each([
  [['query'], [0, 2]],
  [['output.dense'], [1]],
  [['attention.output.dense', 'output.dense', 'key'], [3]],
])('what is saved with targets %j is what is loaded', async (targets, layers) => {
  const { loadBase, inputs } = openPeft('roberta');
  const [model, other] = [loadBase(), loadBase()];
  const adapted = adaptModel(model, {
    kind: 'lora',
    layers,
    targets,
    rank: 3,
    alpha: 5,
    dropout: 0.1,
    seed: 2,
  });
  adapted.loraLinears.forEach(({ b }, i) =>
    tf.tidy(() => b.assign(tf.randomNormal([...b.shape], 0, 0.3, 'float32', i + 1))),
  );
  await saveAdapter(folder, { model, adapted, baseModel: 'roberta' });
  const { config } = loadAdapter(folder, other);
  expect(config).toMatchObject({ layers, rank: 3, alpha: 5, dropout: 0.1 });
  expect(config.kind === 'lora' && config.targets.toSorted()).toEqual(targets.toSorted());
  expect(logitsOf(other, inputs)).toEqual(logitsOf(model, inputs));
  model.dispose();
  other.dispose();
});

test('what is no adapter is refused', async () => {
  const model = openPeft('roberta').loadBase();
  const adapted = adaptModel(model, { kind: 'full' });
  await expect(saveAdapter(folder, { model, adapted, baseModel: 'roberta' })).rejects.toThrow(
    "Expected a LoRA adapter to save in PEFT's format, found full fine-tuning: save the model instead.",
  );
  model.dispose();
});
