import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel, loadAdapter, loraLinears, saveAdapter } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { Dropout, tf } from '@lamella/engine';
import { loadModel } from '@lamella/models';
import { convertAdapter } from './convert-adapter.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-convert-'))));
afterEach(() => rmSync(root, { recursive: true }));

const base = join(workspaceRoot(), 'fixtures', 'roberta');

/** A PiSSA adapter whose B has been trained. */
async function savePissa(folder: string): Promise<void> {
  const model = loadModel(base, { head: 'classification' });
  const lora = {
    kind: 'lora',
    layers: [0, 2],
    targets: ['query'],
    rank: 3,
    alpha: 6,
    dropout: 0,
    seed: 1,
  } as const;
  const adapted = adaptModel(model, { ...lora, init: 'pissa' });
  for (const { b } of loraLinears(adapted))
    tf.tidy(() => b.assign(tf.add(b.value(), tf.randomNormal([...b.shape], 0, 0.3, 'float32', 1))));
  await saveAdapter(folder, {
    model,
    adapted,
    baseModel: base,
    notes: { 'selection.json': '{}', 'README.md': '#' },
  });
  model.dispose();
}

function logits(adapter: string): number[] {
  const model = loadModel(base, { head: 'classification' });
  loadAdapter(adapter, model);
  const found = tf.tidy(() => {
    const inputIds = tf.tensor2d([[0, 60, 61, 62, 2]], undefined, 'int32');
    const { logits } = model.forward({ inputIds, attentionMask: tf.onesLike(inputIds) }, new Dropout());
    return [...logits.dataSync<'float32'>()];
  });
  model.dispose();
  return found;
}

test('a plain LoRA of twice the rank computes what the PiSSA adapter does', async () => {
  const [adapter, output] = [join(root, 'pissa'), join(root, 'plain')];
  await savePissa(adapter);
  const { rank, newRank } = await convertAdapter({ adapter, output });
  expect([rank, newRank]).toEqual([3, 6]);
  const config = JSON.parse(readFileSync(join(output, 'adapter_config.json'), 'utf8')) as object;
  expect(config).toMatchObject({ init_lora_weights: true, r: newRank, task_type: 'SEQ_CLS' });
  expect(readdirSync(output)).toEqual(['adapter_config.json', 'adapter_model.safetensors', 'selection.json']);
  const [expected, found] = [logits(adapter), logits(output)];
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 4));
});

test('what needs no conversion is told, and nothing is overwritten', async () => {
  const request = { adapter: join(base, 'lora_adapter'), output: join(root, 'out'), model: base };
  await expect(convertAdapter(request)).rejects.toThrow(/^Expected a PiSSA adapter in .*lora_adapter/);
  writeFileSync(join(root, 'a.txt'), '');
  await expect(convertAdapter({ ...request, output: root })).rejects.toThrow(/got .* with a\.txt\.$/);
});
