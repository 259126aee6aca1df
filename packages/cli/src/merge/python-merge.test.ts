import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel, saveAdapter } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { tf } from '@lamella/engine';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { loadModel } from '@lamella/models';
import { mergeAdapter } from './merge-adapter.ts';

describeWithPythons('a merged LLaVA', ['transformers', 'torch', 'PIL'], (python) => {
  const root = mkdtempSync(join(tmpdir(), 'lamella-merged-llava-'));
  afterAll(() => rmSync(root, { recursive: true }));

  /** An adapter that changes what the model says: B is no longer zero. */
  async function saveRandomAdapter(folder: string): Promise<void> {
    const baseModel = embeddedModelFolder('mini/llava');
    const model = loadModel(baseModel, { head: 'causal-lm' });
    const lora = { kind: 'lora', dropout: 0, seed: 1, rank: 4, alpha: 8 } as const;
    const adapted = adaptModel(model, { ...lora, layers: [0, 3], targets: ['q_proj', 'down_proj'] });
    for (const parameter of adapted.linears.flatMap(({ parameters }) => parameters))
      tf.tidy(() => parameter.assign(tf.randomNormal([...parameter.shape], 0, 0.05, 'float32', 3)));
    await saveAdapter(folder, { model, adapted, baseModel });
    model.dispose();
  }

  // The script loads it by AutoProcessor and LlavaForConditionalGeneration, and ends with an error if a logit differs.
  test('is read by transformers, and says the same of texts and images', async () => {
    const [adapter, output] = [join(root, 'adapter'), join(root, 'merged')];
    await saveRandomAdapter(adapter);
    await mergeAdapter({ model: 'mini/llava', adapter, output });
    const script = join(workspaceRoot(), 'tools', 'checks', 'compare_with_transformers.py');
    expect(runPython(python, [script, output])).toMatch(/with images, same token ids, .*: ok/);
  }, 300_000);
});
