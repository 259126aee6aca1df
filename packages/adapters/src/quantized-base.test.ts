import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadModel, type Model } from '@lamella/models';
import { adaptModel } from './adapt-model.ts';
import type { LoraConfig } from './lora/kind.ts';
import { measureMerge, mergeAdapters } from './merge.ts';
import { loadAdapter } from './peft/load-adapter.ts';
import { saveAdapter } from './peft/save-adapter.ts';
import { logitsOf, openPeft } from './testing/peft-fixtures.ts';

const { loadBase, adapter, inputs } = openPeft('roberta');
const folder = join(workspaceRoot(), 'fixtures', 'roberta');

const lora: LoraConfig = {
  ...{ kind: 'lora', layers: [1], targets: ['query'], rank: 2, alpha: 4, dropout: 0, seed: 1 },
};

function withQuantized<T>(use: (model: Model) => T): T {
  const model = loadModel(folder, { head: 'classification', quantization: 'nf4' });
  try {
    return use(model);
  } finally {
    model.dispose();
  }
}

const query = 'roberta.encoder.layer.1.attention.self.query';

test.each([
  [
    'full fine-tuning',
    (model: Model) => adaptModel(model, { kind: 'full' }),
    /^Expected an unquantised model for full fine-tuning, got roberta\.encoder\.layer\.0\.\S+\.weight in nf4\. /,
  ],
  [
    'PiSSA',
    (model: Model) => adaptModel(model, { ...lora, init: 'pissa' }),
    `Expected an unquantised base for PiSSA, got ${query} in nf4. `,
  ],
  [
    'merging',
    (model: Model) => mergeAdapters(model, adaptModel(model, lora)),
    `Expected an unquantised base to merge into, got ${query} in nf4. `,
  ],
  [
    'measuring a merge',
    (model: Model) => measureMerge(model, adaptModel(model, lora), [inputs]),
    `Expected an unquantised base to merge into, got ${query} in nf4. `,
  ],
] as const)('%s is refused by name', (_, use, message) => {
  withQuantized((model) => expect(() => use(model)).toThrow(message));
});

test('an adapter that was trained on a quantised base is saved and loaded as any other', async () => {
  const place = mkdtempSync(join(tmpdir(), 'lamella-quantized-'));
  try {
    const saved = join(place, 'adapter');
    const model = loadModel(folder, { head: 'classification', quantization: 'nf4' });
    const adapted = loadAdapter(adapter, model);
    const quantized = logitsOf(model, inputs);
    await saveAdapter(saved, { model, adapted, baseModel: folder });
    const [again, plain] = [loadBase(), loadBase()];
    loadAdapter(saved, again);
    loadAdapter(adapter, plain);
    expect(logitsOf(again, inputs)).toEqual(logitsOf(plain, inputs));
    expect(quantized).not.toEqual(logitsOf(plain, inputs));
    for (const each of [model, again, plain]) each.dispose();
  } finally {
    rmSync(place, { recursive: true });
  }
});
