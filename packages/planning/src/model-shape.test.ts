import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { openCheckpoint, readJsonFile, readSafetensors } from '@lamella/files';
import { createModel, type HeadKind } from '@lamella/models';
import { familyRecords } from '@lamella/models/families';
import { countLora } from './count-parameters.ts';
import { countModel, modulePath, readModelShape } from './model-shape.ts';
import {
  DEBERTA_V3_BASE,
  GEMMA_7B,
  LLAMA_2_7B,
  LLAVA_1_5_7B,
  MISTRAL_7B,
} from './paper/published-configs.ts';

// The counts that the authors' files hold: the sum over the tensors of each safetensors index on the hub.
test.each([
  ['LLaMA-2-7B', LLAMA_2_7B, 6_738_415_616],
  ['Mistral-7B', MISTRAL_7B, 7_241_732_096],
  ['Gemma-7B', GEMMA_7B, 8_537_680_896],
  ['LLaVA-1.5-7B', LLAVA_1_5_7B, 7_063_427_072],
])('%s has its published number of parameters', (_, config, parameters) => {
  expect(countModel(readModelShape(config))).toBe(parameters);
});

test("LoRA on LLaMA-2-7B has the paper's counts", () => {
  const shape = readModelShape(LLAMA_2_7B);
  const perLayer = countLora({ rank: 128, targets: shape.paperTargets }, shape);
  expect(32 * perLayer).toBe(319_815_680);
  expect(16 * perLayer).toBe(159_907_840);
});

test("DeBERTa-v3-base has transformers' count", () => {
  const shape = readModelShape(DEBERTA_V3_BASE);
  expect(countModel(shape) + shape.head(2)).toBe(184_423_682);
});

test.each([
  ['llama', 0],
  ['llama3', 0],
  ['mistral', 0],
  ['gemma', 0],
  ['qwen2', 0],
  ['llava', 0],
  ['deberta', 2],
  ['bert', 1],
  ['modernbert', 3],
  ['roberta', 3],
])('the %s checkpoint holds as many parameters as counted', (family, numLabels) => {
  const folder = join(workspaceRoot(), 'fixtures', family);
  const shape = readModelShape(readJsonFile(join(folder, 'config.json')) as Record<string, unknown>);
  const checkpoint = openCheckpoint(folder);
  const held = checkpoint
    .names()
    .filter((name) => !name.endsWith('position_ids'))
    .reduce((sum, name) => sum + checkpoint.entry(name).shape.reduce((a, b) => a * b, 1), 0);
  checkpoint.close();
  expect(countModel(shape) + shape.head(numLabels)).toBe(held);
});

test('says what is missing', () => {
  expect(() => readModelShape({ model_type: 'robertta' })).toThrow(
    /Unknown architecture "robertta". Did you mean "roberta"/,
  );
  expect(() => readModelShape({ model_type: 'bert' })).toThrow(
    'Expected "hidden_size" in config.json to be a whole number from 1 to 2147483647, got nothing.',
  );
});

test.each([
  [
    { num_attention_heads: 0 },
    'Expected "num_attention_heads" in config.json to be a whole number from 1 to',
  ],
  [
    { num_attention_heads: 7, head_dim: null },
    'Expected "head_dim" in config.json to be a whole number from 1 to',
  ],
  [
    { num_hidden_layers: 1e308 },
    'Expected "num_hidden_layers" in config.json to be a whole number from 1 to 10000',
  ],
])('refuses %j', (change, message) => {
  expect(() => readModelShape({ ...LLAMA_2_7B, ...change })).toThrow(message);
});

test('counts the convolution of DeBERTa’s xlarge models', () => {
  const pack = join(workspaceRoot(), 'fixtures/equal_or_refused/models');
  const { cases } = readJsonFile(join(pack, 'cases.json')) as {
    cases: { name: string; weights: string; config: Record<string, unknown> }[];
  };
  const of = (wanted: string) => cases.filter(({ name }) => name === wanted);
  for (const { config, weights } of [...of('deberta-convolution'), ...of('deberta-content-alone')]) {
    const shape = readModelShape(config);
    const file = readSafetensors(join(pack, weights));
    const held = [...file.tensors.values()].reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
      0,
    );
    file.close();
    expect(countModel(shape) + shape.head(3)).toBe(held);
  }
});

const sizes = {
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  vocab_size: 50,
  num_attention_heads: 2,
  num_key_value_heads: 2,
  max_position_embeddings: 20,
  pad_token_id: 0,
};

test.each(familyRecords.filter(({ name }) => name !== 'llava'))(
  '$name: names, paths and sizes of linear maps are those of the real model',
  ({ name, architectures }) => {
    const relative = { relative_attention: true, pos_att_type: ['c2p', 'p2c'], share_att_key: false };
    const source = { ...sizes, ...relative, model_type: name, type_vocab_size: 2, head_dim: 8 };
    const model = createModel(source, { head: Object.keys(architectures)[0] as HeadKind });
    const shape = readModelShape(source);
    const paths = model.layers.flatMap(({ projections }, layer) =>
      [...projections].map(([name, { base }]) => [modulePath(shape, layer, name), base.path]),
    );
    const [layer] = model.layers;
    const found = [...(layer?.projections ?? [])].map(([name, { inFeatures, outFeatures, base }]) => [
      name,
      { inputs: inFeatures, outputs: outFeatures, hasBias: base.bias !== undefined },
    ]);
    model.dispose();
    expect(paths.length).toBeGreaterThan(7);
    for (const [planned, real] of paths) expect(planned).toBe(real);
    const planned = Object.entries(shape.maps).map(([name, { path: _, ...map }]) => [name, map]);
    expect(planned).toEqual(found);
    expect(shape.maps).toEqual(
      expect.objectContaining(
        Object.fromEntries(shape.paperTargets.map((target) => [target, expect.anything() as unknown])),
      ),
    );
  },
);
