import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { readSafetensors, writeSafetensors } from '@lamella/files';
import { loadModel, type Model } from '@lamella/models';
import { adaptModel } from '../adapt-model.ts';
import type { AdaptedModel } from '../adapter.ts';
import type { LoraConfig } from '../lora/kind.ts';
import { loraLinears } from '../lora/make-linear.ts';
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
    expect(readConfig(folder)).toEqual(readConfig(adapter));
  },
);

const lora: LoraConfig = {
  kind: 'lora',
  layers: [0, 2],
  targets: ['query'],
  rank: 3,
  alpha: 5,
  dropout: 0.1,
  seed: 2,
};

/** A model with a trained adapter: B is random. */
function makeAdapted(fields: Partial<LoraConfig>): { model: Model; adapted: AdaptedModel } {
  const model = openPeft('roberta').loadBase();
  const adapted = adaptModel(model, { ...lora, ...fields });
  loraLinears(adapted).forEach(({ b }, i) =>
    tf.tidy(() => b.assign(tf.randomNormal([...b.shape], 0, 0.3, 'float32', i + 1))),
  );
  return { model, adapted };
}

test.each<[Partial<LoraConfig>]>([
  [{}],
  [{ targets: ['output.dense'], layers: [1] }],
  [{ targets: ['attention.output.dense', 'output.dense', 'key'], layers: [3] }],
  [{ useRslora: true }],
  [{ useDora: true }],
  [{ init: 'pissa' }],
  [{ init: 'pissa', useDora: true, useRslora: true }],
  [
    {
      modules: ['roberta.encoder.layer.0.attention.self.query', 'roberta.encoder.layer.2.output.dense'],
      targets: ['query', 'output.dense'],
    },
  ],
  [{ savedModules: [] }],
  [{ savedModules: ['classifier', 'score', 'word_embeddings'] }],
  [
    {
      targets: ['query', 'value'],
      rankPattern: { 'layer.2.attention.self.query': 5 },
      alphaPattern: { value: 2 },
    },
  ],
])('what is saved with %j is what is loaded', async (fields) => {
  const { inputs, loadBase } = openPeft('roberta');
  const { model, adapted } = makeAdapted(fields);
  const other = loadBase();
  await saveAdapter(folder, { model, adapted, baseModel: 'roberta' });
  const { config } = loadAdapter(folder, other);
  const { targets, ...others } = { ...lora, ...fields, seed: 0 };
  expect(config).toMatchObject(others);
  expect(config.kind === 'lora' && config.targets.toSorted()).toEqual(targets.toSorted());
  expect(logitsOf(other, inputs)).toEqual(logitsOf(model, inputs));
  model.dispose();
  other.dispose();
});

test.each<[Partial<LoraConfig>, number]>([
  [{ init: 'pissa' }, 10],
  [{ init: 'pissa_niter_1', useRslora: true }, 5 * Math.SQRT2],
  [{ init: 'pissa', useDora: true }, 10],
  [
    {
      init: 'pissa',
      rankPattern: { 'layer.2.attention.self.query': 5 },
      alphaPattern: { 'layer.2.attention.self.query': 2 },
    },
    10,
  ],
])('%j as a plain adapter of twice the rank works on the base as it is', async (fields, alpha) => {
  const { inputs, loadBase } = openPeft('roberta');
  const { model, adapted } = makeAdapted(fields);
  const other = loadBase();
  await saveAdapter(folder, { model, adapted, baseModel: 'roberta', asLora: true });
  expect(readConfig(folder)).toMatchObject({ init_lora_weights: true, r: 6, lora_alpha: alpha });
  const loaded = loadAdapter(folder, other);
  expect(loraLinears(loaded).map(({ residual }) => residual)).toEqual([undefined, undefined]);
  tf.tidy(() =>
    expectTensorsClose(tf.tensor(logitsOf(other, inputs)), tf.tensor(logitsOf(model, inputs)), {
      absolute: 1e-5,
    }),
  );
  model.dispose();
  other.dispose();
});

test('one of fast PiSSA, which PEFT would draw anew, is always converted', async () => {
  const { inputs, loadBase } = openPeft('roberta');
  const { model, adapted } = makeAdapted({ init: 'pissa_niter_2', useDora: true, useRslora: true });
  const other = loadBase();
  await saveAdapter(folder, { model, adapted, baseModel: 'roberta' });
  expect(readConfig(folder)).toMatchObject({ init_lora_weights: true, r: 6, use_dora: true });
  expect(existsSync(join(folder, 'pissa_init'))).toBe(false);
  loadAdapter(folder, other);
  tf.tidy(() =>
    expectTensorsClose(tf.tensor(logitsOf(other, inputs)), tf.tensor(logitsOf(model, inputs)), {
      absolute: 1e-5,
    }),
  );
  model.dispose();
  other.dispose();
});

test('trained biases are saved as those of the base layers, and loaded', async () => {
  const { inputs, loadBase } = openPeft('roberta');
  const { model, adapted } = makeAdapted({ bias: 'lora_only' });
  const [bias] = adapted.linears.map(({ base }) => base.bias);
  tf.tidy(() => bias?.assign(tf.add(bias.value(), 0.5)));
  await saveAdapter(folder, { model, adapted, baseModel: 'roberta' });
  const file = readSafetensors(join(folder, 'adapter_model.safetensors'));
  expect([...file.tensors.keys()].filter((name) => name.endsWith('base_layer.bias'))).toHaveLength(2);
  file.close();
  const other = loadBase();
  expect(loadAdapter(folder, other).config).toMatchObject({ bias: 'lora_only' });
  expect(logitsOf(other, inputs)).toEqual(logitsOf(model, inputs));
  model.dispose();
  other.dispose();
});

test('a PiSSA adapter has the start that PEFT converts it by beside it', async () => {
  const { model, adapted } = makeAdapted({ init: 'pissa' });
  await saveAdapter(folder, { model, adapted, baseModel: 'roberta' });
  expect(readConfig(folder)).toMatchObject({ init_lora_weights: 'pissa', r: 3 });
  const start = join(folder, 'pissa_init');
  expect(readConfig(start)).toMatchObject({ init_lora_weights: true, r: 3, lora_alpha: 5 });
  const file = readSafetensors(join(start, 'adapter_model.safetensors'));
  expect([...file.tensors.keys()]).toHaveLength(4);
  file.close();
  model.dispose();
});

test('what is no adapter is refused', async () => {
  const model = openPeft('roberta').loadBase();
  const adapted = adaptModel(model, { kind: 'full' });
  await expect(saveAdapter(folder, { model, adapted, baseModel: 'roberta' })).rejects.toThrow(
    "Expected a LoRA adapter to save in PEFT's format, got full fine-tuning: save the model instead.",
  );
  model.dispose();
});

test.each([false, true])(
  'a pooler that was made at random is saved with the head, trained (%s) or not: others would draw another',
  async (trainsNewModules) => {
    const { folder: whole, inputs } = openPeft('bert');
    const base = join(folder, 'bare');
    cpSync(whole, base, { recursive: true });
    const file = readSafetensors(join(whole, 'model.safetensors'));
    const names = [...file.tensors.keys()].filter((name) => !/^(classifier|bert\.pooler)\./.test(name));
    await writeSafetensors(
      join(base, 'model.safetensors'),
      new Map(names.map((name) => [name, file.read(name)])),
      {},
    );
    file.close();
    const [model, other] = [1, 2].map((seed) =>
      loadModel(base, { head: 'classification', numLabels: 2, seed }),
    ) as [Model, Model];
    expect(model.newWeights).toEqual(expect.arrayContaining(['bert.pooler.dense.weight', 'classifier.bias']));
    const adapted = adaptModel(model, { ...lora, targets: ['query'], trainsNewModules });
    const trained = adapted.trainable.map(({ name }) => name);
    expect(trained.includes('bert.pooler.dense.weight')).toBe(trainsNewModules);
    const to = join(folder, 'with-pooler');
    await saveAdapter(to, { model, adapted, baseModel: base, revision: 'v1' });
    expect(readConfig(to)).toMatchObject({
      modules_to_save: ['classifier', 'score', 'bert.pooler.dense'],
      task_type: 'SEQ_CLS',
      revision: 'v1',
    });
    loadAdapter(to, other);
    expect(logitsOf(other, inputs)).toEqual(logitsOf(model, inputs));
    for (const each of [model, other]) each.dispose();
  },
);

test('a pooler that an adapter names among its saved modules is not named again', async () => {
  const model = openPeft('bert').loadBase();
  const savedModules = ['classifier', 'pooler'];
  const adapted = adaptModel(model, { ...lora, targets: ['query'], savedModules });
  expect(adapted.trainable.map(({ name }) => name)).toContain('bert.pooler.dense.weight');
  const to = join(folder, 'saved-pooler');
  await saveAdapter(to, { model, adapted, baseModel: 'bert' });
  expect(readConfig(to)['modules_to_save']).toEqual(savedModules);
  model.dispose();
});

test("a checkpoint's pooler is trained and saved where that is asked for, and other models have none", async () => {
  const { folder: base, inputs } = openPeft('bert');
  const to = join(folder, 'trained-pooler');
  const [model, other] = [1, 1].map((seed) =>
    loadModel(base, { head: 'classification', numLabels: 2, seed }),
  ) as [Model, Model];
  const adapted = adaptModel(model, { ...lora, targets: ['query'], trainsPooler: true });
  const pooler = adapted.trainable.filter(({ name }) => name.startsWith('bert.pooler.'));
  expect(pooler.map(({ name }) => name)).toEqual(['bert.pooler.dense.weight', 'bert.pooler.dense.bias']);
  for (const parameter of pooler) tf.tidy(() => parameter.assign(tf.mul(parameter.value(), 0.5)));
  await saveAdapter(to, { model, adapted, baseModel: base });
  expect(readConfig(to)['modules_to_save']).toEqual(['classifier', 'score', 'bert.pooler.dense']);
  loadAdapter(to, other);
  expect(logitsOf(other, inputs)).toEqual(logitsOf(model, inputs));
  for (const each of [model, other]) each.dispose();
  const roberta = openPeft('roberta').loadBase();
  expect(() => adaptModel(roberta, { ...lora, targets: ['query'], trainsPooler: true })).toThrow(
    'Expected a classifier with a pooler for training.pooler: trained, got a roberta model without one.',
  );
  roberta.dispose();
});
