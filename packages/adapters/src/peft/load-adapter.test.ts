import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { type HostTensor, readSafetensors, writeSafetensors } from '@lamella/files';
import { logitsOf, openPeft, referenceLogits } from '../testing/peft-fixtures.ts';
import { loraLinears } from '../lora/make-linear.ts';
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

describe.each(['roberta', 'llama'] as const)('%s, trained with', (family) => {
  const { loadBase, adapterOf, inputs, read } = openPeft(family);
  const tolerance = family === 'llama' ? 3e-4 : 5e-5;

  test.each(['rslora', 'dora'])('%s computes what it did in PEFT', (name) => {
    const model = loadBase();
    loadAdapter(adapterOf(name), model);
    tf.tidy(() => {
      const expected = read(`${name}/logits_after`);
      expectTensorsClose(referenceLogits(model, inputs), expected, { absolute: tolerance, relative: 0 });
    });
    model.dispose();
  });

  test('PiSSA computes what it did in PEFT, by the decomposition made again and by the stored start', async () => {
    const { folder, write } = await pissaFolder(family);
    for (const withStart of [false, true]) {
      if (withStart) await write('pissa_init');
      const model = loadBase();
      const adapted = loadAdapter(folder, model);
      tf.tidy(() => {
        expectTensorsClose(referenceLogits(model, inputs), read('pissa/logits_after'), {
          absolute: tolerance,
          relative: 0,
        });
        // PEFT's decomposition is in float32: where two singular values are close, it is off by up to 4e-5.
        for (const { base, residual } of loraLinears(adapted))
          expectTensorsClose(residual?.weight() as tf.Tensor, read(`pissa/residual/${base.path}.weight`), {
            absolute: 5e-5,
          });
      });
      model.dispose();
    }
    rmSync(folder, { recursive: true });
  });
});

/** The adapter that PEFT trained on a residual, said to be PiSSA's; `write` adds what it started from. */
async function pissaFolder(
  family: 'roberta' | 'llama',
): Promise<{ folder: string; write(name: string): Promise<void> }> {
  const { adapterOf, folder: source } = openPeft(family);
  const folder = mkdtempSync(join(tmpdir(), 'lamella-adapter-'));
  cpSync(adapterOf('pissa'), folder, { recursive: true });
  const path = join(folder, 'adapter_config.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...config, init_lora_weights: 'pissa' }));
  const write = async (name: string): Promise<void> => {
    const train = readSafetensors(join(source, 'train.safetensors'));
    const start = [...train.tensors.keys()].filter((tensor) => /^pissa\/init\/.*lora_/.test(tensor));
    const tensors = new Map(start.map((tensor) => [tensor.slice('pissa/init/'.length), train.read(tensor)]));
    await writeSafetensors(join(folder, name, 'adapter_model.safetensors'), tensors);
    train.close();
  };
  return { folder, write };
}

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
    expectRefusal(/lora_A\.weight in .* to have the shape \[4, 32\], got \[2, 64\]\.$/);
  });

  test.each([
    [{ use_dora: true }, /missing: base_model\S+query\.lora_magnitude_vector,.*; unknown: none\.$/],
    [
      { rank_pattern: { value: 3 } },
      /value\.lora_A\.weight in .* to have the shape \[3, 32\], got \[4, 32\]\.$/,
    ],
    [{ init_lora_weights: 'pissa_niter_4' }, /in its folder pissa_init, got none: pissa_niter_4 is random/],
    [{ peft_type: 'IA3' }, /"peft_type" in .* to be "LORA" or "VERA", got "IA3"\.$/],
    [{ layers_to_transform: [1, 2] }, /missing: .*layer\.2\..*; unknown: .*layer\.3\./],
    [{ target_modules: ['q_proj'] }, /match modules of the roberta model, got no match for q_proj\.$/],
  ])('config %j', (fields, message) => {
    changeConfig(fields);
    expectRefusal(message);
  });
});
