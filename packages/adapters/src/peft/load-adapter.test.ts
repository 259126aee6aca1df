import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf } from '@lamella/core/engine';
import { expectTensorsClose } from '@lamella/core/testing';
import { type HostTensor, readSafetensors, writeSafetensors } from '@lamella/files';
import { logitsOf, openPeft } from '../testing/peft-fixtures.ts';
import { loadAdapter } from './load-adapter.ts';

describe.each(['roberta', 'bert'] as const)('%s', (family) => {
  const { loadBase, adapter, inputs, read } = openPeft(family);

  test('the loaded adapter computes what it did in PEFT', () => {
    const model = loadBase();
    const adapted = loadAdapter(adapter, model);
    expect(adapted.config).toMatchObject({ kind: 'lora', rank: 4, alpha: 8, targets: ['query', 'value'] });
    tf.tidy(() => {
      const expected = read('lora/logits_after');
      expectTensorsClose(tf.tensor(logitsOf(model, inputs), expected.shape), expected, {
        absolute: 5e-5,
        relative: 0,
      });
    });
    model.dispose();
  });
});

describe('an adapter that does not fit', () => {
  const { loadBase, adapter, inputs } = openPeft('roberta');
  const query = 'base_model.model.roberta.encoder.layer.1.attention.self.query.lora_A.weight';
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lamella-adapter-'));
    cpSync(adapter, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function changeTensors(change: (tensors: Map<string, HostTensor>) => void): Promise<void> {
    const path = join(folder, 'adapter_model.safetensors');
    const file = readSafetensors(path);
    const tensors = new Map([...file.tensors.keys()].map((name) => [name, file.read(name)]));
    file.close();
    change(tensors);
    await writeSafetensors(path, tensors);
  }

  function changeConfig(fields: object): void {
    const path = join(folder, 'adapter_config.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...fields }));
  }

  function expectRefusal(message: RegExp): void {
    const model = loadBase();
    const before = logitsOf(model, inputs);
    expect(() => loadAdapter(folder, model)).toThrow(message);
    for (const { projections } of model.layers)
      for (const projection of projections.values()) expect(projection).toBe(projection.base);
    expect(logitsOf(model, inputs)).toEqual(before);
    model.dispose();
  }

  test('a missing tensor', async () => {
    await changeTensors((tensors) => tensors.delete(query));
    expectRefusal(
      /to hold the adapter's tensors; missing: base_model\S+\.1\.attention\.self\.query\.lora_A\.weight; unknown: none\.$/,
    );
  });

  test('a tensor too many', async () => {
    await changeTensors((tensors) => tensors.set('other', tensors.get(query) as HostTensor));
    expectRefusal(/missing: none; unknown: other\.$/);
  });

  test('another shape', async () => {
    await changeTensors((tensors) =>
      tensors.set(query, { ...(tensors.get(query) as HostTensor), shape: [2, 64] }),
    );
    expectRefusal(/lora_A\.weight in .* to have the shape \[4, 32\], found \[2, 64\]\.$/);
  });

  test.each([
    [
      { use_dora: true },
      /"use_dora" in .*adapter_config\.json to be false, found true, which is not supported\.$/,
    ],
    [{ peft_type: 'IA3' }, /"peft_type" in .* to be "LORA", found "IA3"\.$/],
    [{ layers_to_transform: [1, 2] }, /missing: .*layer\.2\..*; unknown: .*layer\.3\./],
    [{ target_modules: ['q_proj'] }, /match modules of the roberta model, found no match for q_proj\.$/],
  ])('config %j', (fields, message) => {
    changeConfig(fields);
    expectRefusal(message);
  });
});
