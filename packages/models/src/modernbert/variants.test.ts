import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Dropout, type Tensor, tf } from '@lamella/engine';
import { describeWithPythons, expectTensorsClose, runPython } from '@lamella/engine/testing';
import { readJsonFile, readSafetensors, toFloat32, toInt32 } from '@lamella/files';
import { loadModel } from '../load-model.ts';
import type { HeadKind } from '../model.ts';
import { saveModel } from '../save-model.ts';

const CLOSE = { absolute: 1e-5, relative: 0 };

interface Variant {
  readonly name: string;
  readonly head: HeadKind;
  readonly config: object;
  readonly weights: string;
}

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));
const pack = fixture('modernbert/models');
const { cases } = readJsonFile(join(pack, 'cases.json')) as { cases: readonly Variant[] };
const reference = readSafetensors(join(pack, 'cases.safetensors'));
const place = mkdtempSync(join(tmpdir(), 'lamella-modernbert-'));
afterAll(() => {
  reference.close();
  rmSync(place, { recursive: true });
});

/** A model's folder, as transformers has saved it. */
function folderOf({ name, config, weights }: Variant): string {
  const folder = join(place, 'read', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  rmSync(join(folder, 'model.safetensors'), { force: true });
  linkSync(join(pack, weights), join(folder, 'model.safetensors'));
  return folder;
}

function tensorOf(name: string): Tensor {
  const stored = reference.read(name);
  const isFloat = stored.dtype === 'float32';
  const values = isFloat ? toFloat32(stored) : toInt32(stored);
  return tf.tensor(values, [...stored.shape], isFloat ? 'float32' : 'int32');
}

test.each(cases)('$name: hidden states and logits as in PyTorch', (variant) => {
  const { name, head } = variant;
  const model = loadModel(folderOf(variant), { head });
  tf.tidy(() => {
    const [inputIds, attentionMask] = ['input_ids', 'attention_mask'].map((key) =>
      tensorOf(`${name}/${key}`),
    ) as [Tensor, Tensor];
    const isToken = tf.expandDims(tf.cast(attentionMask, 'float32'), -1);
    const { hiddenStates, logits } = model.forward({ inputIds, attentionMask }, new Dropout());
    expect(hiddenStates).toHaveLength(4);
    for (const [l, hidden] of hiddenStates.entries())
      expectTensorsClose(tf.mul(hidden, isToken), tf.mul(tensorOf(`${name}/hidden_${l}`), isToken), CLOSE);
    const ofTokens = (x: Tensor): Tensor => (x.rank === 3 ? tf.mul(x, isToken) : x);
    expectTensorsClose(ofTokens(logits), ofTokens(tensorOf(`${name}/logits`)), CLOSE);
  });
  model.dispose();
});

// transformers has ModernBERT since 4.48.
const MODULES = ['torch', 'transformers', 'safetensors', 'transformers.models.modernbert'];

describeWithPythons('models that are saved have the same logits in transformers', MODULES, (python) => {
  beforeAll(async () => {
    for (const variant of cases) {
      const model = loadModel(folderOf(variant), { head: variant.head });
      await saveModel(model, join(place, 'saved', variant.name));
      model.dispose();
    }
  });

  test.each(['eager', 'sdpa'])(
    'with attention by %s',
    (attention) => {
      const args = [fixture('saved/compare_saved.py'), pack, join(place, 'saved'), attention];
      const differences = Object.entries(JSON.parse(runPython(python, args)) as Record<string, number>);
      expect(differences).toHaveLength(cases.length);
      expect(differences.filter(([, difference]) => !(difference < 1e-5))).toEqual([]);
    },
    300_000,
  );
});
