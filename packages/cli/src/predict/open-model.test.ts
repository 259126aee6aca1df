import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTask } from '@lamella/adapters/notes';
import { listenToWarnings, workspaceRoot } from '@lamella/core';
import { openModel } from './open-model.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-open-'))));
afterEach(() => rmSync(root, { recursive: true }));

const fixture = (name: string): string => join(workspaceRoot(), 'fixtures', name);
/** An adapter of PEFT's with other fields in its config, and notes of ours. */
function copyAdapter(family: string, fields: object, labels?: readonly string[]): string {
  const adapter = join(root, family);
  cpSync(join(fixture(family), 'lora_adapter'), adapter, { recursive: true });
  const path = join(adapter, 'adapter_config.json');
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...fields }));
  const note = { task: 'mnli', title: 'GLUE', kind: 'classification', maxLength: 32 } as const;
  if (labels !== undefined) writeFileSync(join(adapter, 'task.json'), formatTask({ ...note, labels }));
  return adapter;
}

test.each([
  ['its base is that of its files', {}, undefined],
  ['its base can be given', { base_model_name_or_path: 'no/where' }, 'roberta'],
])('an adapter: %s', async (_, fields, model) => {
  const base = { base_model_name_or_path: fixture('roberta'), revision: 'abc', ...fields };
  const adapter = copyAdapter('roberta', base, ['a', 'b', 'c']);
  const opened = await openModel({ adapter, ...(model !== undefined && { model: fixture(model) }) });
  expect(opened).toMatchObject({
    folder: fixture('roberta'),
    kind: 'classification',
    labels: ['a', 'b', 'c'],
  });
  opened.model.dispose();
});

test('without notes a class is called as config.json has it, and one output is a number', async () => {
  const adapter = copyAdapter('roberta', { base_model_name_or_path: fixture('roberta') });
  const classes = await openModel({ adapter });
  expect(classes).toMatchObject({ labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'], note: undefined });
  classes.model.dispose();
  const number = await openModel({ model: fixture('bert') });
  expect(number).toMatchObject({ kind: 'regression', labels: [], adapted: undefined });
  number.model.dispose();
  const decoder = await openModel({ model: fixture('llama') });
  expect(decoder.kind).toBe('causal-lm');
  decoder.model.dispose();
});

test('a base is quantised as asked, and a difference to its training is told', async () => {
  const adapter = copyAdapter('roberta', { base_model_name_or_path: fixture('roberta') });
  const note = { task: 'mnli', title: 'GLUE', kind: 'classification', maxLength: 32 } as const;
  writeFileSync(join(adapter, 'task.json'), formatTask({ ...note, quantization: 'nf4' }));
  const warnings: string[] = [];
  const end = listenToWarnings((message) => void warnings.push(message));
  for (const quantization of ['nf4', undefined] as const) {
    const { model } = await openModel({ adapter, ...(quantization && { quantization }) });
    const held = [...model.parameters.values()].map((parameter) => parameter.quantization);
    expect(held.includes('nf4')).toBe(quantization === 'nf4');
    expect(warnings).toHaveLength(quantization === 'nf4' ? 0 : 1);
    model.dispose();
  }
  end();
});

test.each([
  [() => ({}), /Expected --model, or --adapter/],
  [() => ({ adapter: join(root, 'none') }), /Expected an adapter in .*none/],
  [() => ({ adapter: copyAdapter('roberta', { base_model_name_or_path: null }) }), /Give it by --model/],
  [
    () => ({ model: 'mini/roberta' }),
    /Expected a model in .* that classifies or writes text .* got \["RobertaForMaskedLM"\]\. If an adapter/,
  ],
])('%s is a mistake of the user', async (request, message) => {
  await expect(openModel(request())).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
  });
});

test('weights that no file holds are no model: what is predicted would be random', async () => {
  // PEFT saves no pooler; a base without one has another each time.
  const adapter = copyAdapter('deberta', {});
  const base = join(root, 'bare');
  cpSync(fixture('deberta'), base, { recursive: true });
  const path = join(base, 'config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...config, architectures: ['DebertaV2Model'] }));
  const { readSafetensors, writeSafetensors } = await import('@lamella/files');
  const file = readSafetensors(join(fixture('deberta'), 'model.safetensors'));
  const names = [...file.tensors.keys()].filter((name) => !/^(classifier|pooler)\./.test(name));
  await writeSafetensors(
    join(base, 'model.safetensors'),
    new Map(names.map((name) => [name, file.read(name)])),
    {},
  );
  file.close();
  await expect(openModel({ adapter, model: base })).rejects.toThrow(
    /^Expected all weights of the model in .* got none for pooler\.dense\.weight, pooler\.dense\.bias: they would be random/,
  );
});
