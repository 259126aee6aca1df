import { workspaceRoot } from '@lamella/core';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { findModel } from './model-info.ts';

let workspace: ExampleWorkspace;
let folder: string;
beforeEach(() => {
  workspace = exampleWorkspace();
  folder = join(workspace.root, 'model');
});
afterEach(() => workspace.remove());

describe('findModel', () => {
  test('knows a model by the content of its files', async () => {
    const first = await findModel(folder, { download: true });
    expect(first).toMatchObject({
      numLayers: 4,
      config: { model_type: 'roberta' },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    writeFileSync(join(folder, 'README.md'), 'not part of the model');
    expect((await findModel(folder, { download: true })).hash).toBe(first.hash);
    writeFileSync(join(folder, 'model.safetensors'), 'other weights');
    expect((await findModel(folder, { download: true })).hash).not.toBe(first.hash);
  });

  test('of a model that reads images, the layers are those of its language model', async () => {
    const llava = join(workspaceRoot(), 'fixtures', 'llava');
    expect(await findModel(llava, { download: false })).toMatchObject({ numLayers: 4 });
  });

  test('without weights a plan is possible, a run is not', async () => {
    rmSync(join(folder, 'model.safetensors'));
    expect(await findModel(folder, { download: false })).toMatchObject({ numLayers: 4, hash: undefined });
    await expect(findModel(folder, { download: true })).rejects.toThrow(
      /Expected weights \(such as model.safetensors\)/,
    );
  });

  test('of the paper’s models a plan needs no download', async () => {
    const before = process.env;
    process.env = { ...before, HF_HUB_OFFLINE: '1', HF_HOME: workspace.root };
    try {
      expect(await findModel('llava-hf/llava-1.5-7b-hf', { download: false })).toMatchObject({
        numLayers: 32,
        config: { model_type: 'llava' },
        hash: undefined,
      });
      await expect(findModel('org/other', { download: false })).rejects.toThrow(/org\/other/);
    } finally {
      process.env = before;
    }
  });

  test('says what is wrong', async () => {
    await expect(findModel('mini/robberta', { download: false })).rejects.toThrow(
      /^Unknown embedded model "mini\/robberta"\. Did you mean "mini\/roberta"\? Valid: .*mini\/roberta/,
    );
    await expect(findModel(join(folder, 'none'), { download: false })).rejects.toThrow(/Expected a folder/);
    writeFileSync(join(folder, 'config.json'), '{"model_type": "roberta"}');
    await expect(findModel(folder, { download: false })).rejects.toThrow(
      /Expected "num_hidden_layers" in .* got nothing/,
    );
  });
});
