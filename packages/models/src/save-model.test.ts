import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dropout, tf } from '@lamella/engine';
import { readSafetensors } from '@lamella/files';
import { loadModel } from './load-model.ts';
import { saveModel } from './save-model.ts';
import { openEncoder, openMaskedLm } from './testing/encoder-fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-save-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['roberta', 'bert'] as const)(
  '%s: what is saved is what was loaded, file and model',
  async (name) => {
    const { folder: original, inputs } = openEncoder(name);
    const model = loadModel(original, { head: 'classification' });
    await saveModel(model, folder);
    const saved = loadModel(folder, { head: 'classification' });
    const [expected, found] = [model, saved].map((each) =>
      tf.tidy(() => each.forward(inputs, new Dropout()).logits.dataSync()),
    );
    expect(found).toEqual(expected);
    model.dispose();
    saved.dispose();

    const tensors = (path: string): [string, readonly number[], Uint8Array][] => {
      const file = readSafetensors(join(path, 'model.safetensors'));
      const read = [...file.tensors].map(([key, { shape }]) => [key, shape, file.read(key).bytes] as const);
      file.close();
      return read.map((each) => [...each]);
    };
    expect(tensors(folder).sort()).toEqual(tensors(original).sort());
  },
);

test.each([
  ['classification', 3, 'RobertaForSequenceClassification', { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' }],
  ['masked-lm', undefined, 'RobertaForMaskedLM', undefined],
] as const)('config.json of a %s model', async (head, numLabels, architecture, id2label) => {
  const { folder: original } = openMaskedLm('roberta');
  const model = loadModel(original, { head, ...(numLabels && { numLabels }) });
  await saveModel(model, folder);
  model.dispose();
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  expect(config.architectures).toEqual([architecture]);
  expect(config.torch_dtype).toBe('float32');
  expect(config.hidden_act).toBe('gelu_new');
  expect(config.id2label).toEqual(id2label);
});
