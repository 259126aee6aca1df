import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dropout, tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import {
  createModel,
  loadModel,
  readModelConfig,
  resolveModelFolder,
  supportedFamilies,
} from './load-model.ts';
import { openEncoder, openMaskedLm } from './testing/encoder-fixtures.ts';

const { folder, inputs } = openEncoder('roberta');
let copy = '';

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'lamella-model-'));
  cpSync(join(folder, 'config.json'), join(copy, 'config.json'));
  cpSync(join(folder, 'model.safetensors'), join(copy, 'model.safetensors'));
});
afterEach(() => rmSync(copy, { recursive: true }));

function changeConfig(fields: object): void {
  const path = join(copy, 'config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...fields }));
}

test('knows RoBERTa and BERT', () => {
  expect(supportedFamilies).toEqual(expect.arrayContaining(['roberta', 'bert']));
});

test('another number of labels makes a new head from the seed; the body stays', () => {
  const load = (options: object): ReturnType<typeof loadModel> =>
    loadModel(folder, { head: 'classification', ...options });
  const models = [
    load({}),
    load({ numLabels: 5, seed: 1 }),
    load({ numLabels: 5, seed: 1 }),
    load({ numLabels: 5, seed: 2 }),
  ];
  const values = (name: string): (Float32Array | undefined)[] =>
    models.map(({ parameters }) => parameters.get(name)?.value().dataSync<'float32'>());
  const [stored, one, again, other] = values('classifier.out_proj.weight');
  expect(stored).toHaveLength(3 * 32);
  expect(one).toHaveLength(5 * 32);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
  const [body, ...others] = values('roberta.encoder.layer.0.output.dense.weight');
  for (const each of others) expect(each).toEqual(body);
  tf.tidy(() => expect(models[1]?.forward(inputs, new Dropout()).logits.shape).toEqual([3, 5]));
  for (const model of models) model.dispose();
});

test('a folder of a masked language model has no head for classes: a new one, as many as asked for', () => {
  const model = loadModel(openMaskedLm('bert').folder, { head: 'classification' });
  expect(model.config.numLabels).toBe(2);
  expect(model.parameters.get('classifier.weight')?.shape).toEqual([2, 16]);
  expect([...(model.parameters.get('classifier.bias')?.value().dataSync() ?? [])]).toEqual([0, 0]);
  model.dispose();
});

test('a new model from a config alone', () => {
  const source = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  const [one, two] = [0, 0].map((seed) => createModel(source, { head: 'masked-lm', seed }));
  expect([...(one?.parameters.keys() ?? [])]).toEqual([...(two?.parameters.keys() ?? [])]);
  for (const [name, parameter] of one?.parameters ?? [])
    expect(two?.parameters.get(name)?.value().dataSync()).toEqual(parameter.value().dataSync());
  one?.dispose();
  two?.dispose();
});

test('sizes without weights', () => {
  expect(
    readModelConfig({ ...JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) }, 'x'),
  ).toMatchObject({
    hiddenSize: 32,
    numLayers: 4,
    numLabels: 3,
  });
});

test.each(['constructor', '__proto__', 'toString'])(
  'the name %s of Object.prototype is no architecture and no activation',
  (name) => {
    changeConfig({ hidden_act: name });
    expect(() => loadModel(copy, { head: 'classification' })).toThrow(`silu, swish, tanh, got "${name}".`);
    changeConfig({ model_type: name });
    expect(() => loadModel(copy, { head: 'classification' })).toThrow(`Unknown architecture "${name}"`);
  },
);

test('a config.json that is no object', () => {
  writeFileSync(join(copy, 'config.json'), 'null');
  expect(() => loadModel(copy, { head: 'classification' })).toThrow(
    `Expected a JSON object in ${join(copy, 'config.json')}.`,
  );
});

test('an architecture that is not supported', () => {
  changeConfig({ model_type: 'robertta' });
  expect(() => loadModel(copy, { head: 'classification' })).toThrow(
    /^Unknown architecture "robertta"\. Did you mean "roberta"\? .* It is "model_type" in .*config\.json\.$/,
  );
});

test.each([
  [{ hidden_size: 40 }, /word_embeddings\.weight in .* to have the shape \[600, 40\] .*, got \[600, 32\]/],
  [
    { num_hidden_layers: 5 },
    /Expected the tensor roberta\.encoder\.layer\.4\.attention\.self\.query\.weight in /,
  ],
  [
    { num_hidden_layers: 3 },
    /Expected only tensors of the model in .*, got 16 more: roberta\.encoder\.layer\.3\./,
  ],
])('weights that do not fit config.json: %j; nothing is left behind', (fields, message) => {
  changeConfig(fields);
  expectNoLeakedTensors(() => expect(() => loadModel(copy, { head: 'classification' })).toThrow(message));
});

test('a head that the architecture does not have', () => {
  expect(() => loadModel(folder, { head: 'causal-lm' })).toThrow(
    'Expected the head of a roberta model to be one of classification, masked-lm, got causal-lm.',
  );
});

test('a folder is itself; an unknown embedded model is an error', async () => {
  expect(await resolveModelFolder(copy)).toBe(copy);
  await expect(resolveModelFolder('mini/robert')).rejects.toThrow(
    'Unknown embedded model "mini/robert". Did you mean "mini/roberta"?',
  );
});
