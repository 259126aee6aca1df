import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { type Parameter, type Tensor, tf, valueAndGradients } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { readJsonFile, readSafetensors, toFloat32 } from '@lamella/files';
import { mergeAdapters } from '../merge.ts';
import { loadAdapter } from '../peft/load-adapter.ts';
import { readAdapterConfig } from '../peft/read-adapter-config.ts';
import { saveAdapter } from '../peft/save-adapter.ts';
import { lastLogits, openPeft } from '../testing/peft-fixtures.ts';

/** Compares with PEFT's outputs: see fixtures/vera-reference.py. */
describe.each(['roberta', 'llama'] as const)('PEFT’s VeRA on %s', (family) => {
  const { loadBase, inputs } = openPeft(family);
  const folder = join(workspaceRoot(), 'packages/adapters/fixtures/vera', family);
  const reference = readSafetensors(join(folder, 'reference.safetensors'));
  const model = loadBase();
  const adapted = loadAdapter(folder, model);
  const vectors = adapted.linears.flatMap(({ parameters }) => parameters);
  const close = { absolute: 5e-5, relative: 1e-4 };

  const expected = (name: string): Tensor => {
    const stored = reference.read(name);
    return tf.tensor(toFloat32(stored), [...stored.shape]);
  };
  const logits = (): Tensor => lastLogits(model, inputs);
  const gradients = (): readonly Tensor[] =>
    valueAndGradients(() => tf.mean(tf.square(logits())), vectors).gradients as readonly Tensor[];
  const step = (parameter: Parameter, gradient: Tensor): void => {
    parameter.variable().assignSub(tf.mul(gradient, 0.1));
  };

  test('loaded: its logits', () => tf.tidy(() => expectTensorsClose(logits(), expected('logits'), close)));

  test('its gradients, and the losses and vectors of four steps', () => {
    const losses = [0, 1, 2, 3].map((number) =>
      tf.tidy(() => {
        const loss = tf.mean(tf.square(logits())).dataSync<'float32'>()[0] ?? NaN;
        const found = gradients();
        vectors.forEach((vector, i) => {
          const gradient = found[i] as Tensor;
          if (number === 0)
            expectTensorsClose(gradient, expected(`grad/base_model.model.${vector.name}`), close);
          step(vector, gradient);
        });
        return loss;
      }),
    );
    tf.tidy(() => {
      expectTensorsClose(tf.tensor1d(losses), expected('losses'), close);
      for (const vector of vectors)
        expectTensorsClose(vector.value(), expected(`after/base_model.model.${vector.name}`), close);
      expectTensorsClose(logits(), expected('logits_after'), close);
    });
  });

  test('merged: its logits, of the base’s linear maps alone', () => {
    mergeAdapters(model, adapted);
    tf.tidy(() => expectTensorsClose(logits(), expected('logits_merged'), close));
    for (const { projections } of model.layers)
      for (const projection of projections.values()) expect(projection).toBe(projection.base);
    model.dispose();
  });

  test('saved again, its files are as PEFT wrote them', async () => {
    const other = loadBase();
    const copy = mkdtempSync(join(tmpdir(), 'lamella-vera-'));
    await saveAdapter(copy, { model: other, adapted: loadAdapter(folder, other), baseModel: family });
    const read = (where: string): object => {
      const { target_modules: targets, ...config } = readJsonFile(join(where, 'adapter_config.json')) as {
        readonly target_modules: readonly string[];
      };
      return { ...config, targets: [...targets].sort() };
    };
    const tensors = (where: string): ReadonlyMap<string, readonly number[]> => {
      const file = readSafetensors(join(where, 'adapter_model.safetensors'));
      return new Map([...file.tensors.keys()].sort().map((name) => [name, [...toFloat32(file.read(name))]]));
    };
    expect(read(copy)).toEqual(read(folder));
    expect(tensors(copy)).toEqual(tensors(folder));
    other.dispose();
    rmSync(copy, { recursive: true });
  });
});

describe('VeRA’s adapter_config.json', () => {
  const model = openPeft('roberta').loadBase();
  afterAll(() => model.dispose());
  const read = (fields: object): object =>
    readAdapterConfig(
      { peft_type: 'VERA', target_modules: ['query'], task_type: 'SEQ_CLS', ...fields },
      model,
      'a file',
    );

  test('what is left out is as PEFT has it', () => {
    const targets = { layers: [0, 1, 2, 3], targets: ['query'] };
    expect(read({})).toEqual({ kind: 'vera', rank: 256, dropout: 0, seed: 0, ...targets });
    const fields = { r: 4, vera_dropout: 0.2, d_initial: 0.5, projection_prng_key: 3 };
    expect(read(fields)).toEqual({ kind: 'vera', rank: 4, dropout: 0.2, seed: 3, dInitial: 0.5, ...targets });
  });

  test.each([
    [
      { save_projection: false },
      'Expected "save_projection" in a file to be true, got false, which is not supported: A and B would not be in the file but drawn from "projection_prng_key" by PyTorch, which is not the same on all systems; save the adapter with them.',
    ],
    [
      { bias: 'vera_only' },
      'Expected "bias" in a file to be "none", got "vera_only", which is not supported: biases would be trained, which PEFT does not save with VeRA.',
    ],
    [{ d_initial: 'small' }, 'Expected "d_initial" in a file to be a number, got "small".'],
    [{ lora_alpha: 8 }, 'Unknown field "lora_alpha" in a file.'],
  ])('%j is refused by name', (fields, message) => {
    expect(() => read(fields)).toThrow(message);
  });
});
