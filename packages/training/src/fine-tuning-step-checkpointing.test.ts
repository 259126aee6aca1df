import { join } from 'node:path';
import { adaptModel, type AdaptedModel, type AdapterConfig } from '@lamella/adapters';
import { compile, Dropout, type NamedTensors, tf, valueAndGradients } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import type { Batch } from '@lamella/datasets';
import { readJsonFile } from '@lamella/files';
import { createModel, type Model } from '@lamella/models';
import { type BatchInputs, toInputs } from './batch-inputs.ts';
import { FineTuningStep } from './fine-tuning-step.ts';
import { meanLoss, predictionLosses, type TaskKind } from './losses.ts';
import { openReference } from './testing/reference.ts';

const TARGETS: Readonly<Record<string, readonly string[]>> = {
  roberta: ['query', 'value', 'intermediate.dense'],
  bert: ['query', 'value', 'intermediate.dense'],
  modernbert: ['Wqkv', 'Wi', 'mlp.Wo'],
};
const DECODER_TARGETS = ['q_proj', 'v_proj', 'gate_proj', 'down_proj'];

function makeModel(family: string, kind: TaskKind): Model {
  const config = readJsonFile(join(openReference(family, 'reference').folder, 'config.json')) as object;
  const dropout = { hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1, attention_dropout: 0.1 };
  return createModel(
    { ...config, ...dropout },
    { head: kind === 'causal-lm' ? kind : 'classification', seed: 1 },
  );
}

/** LoRA from the layer 1 on, so that nothing is kept of layer 0 anyway. */
function adapt(model: Model, tuning: string): AdaptedModel {
  const targets = TARGETS[model.family] ?? DECODER_TARGETS;
  const lora: AdapterConfig = {
    ...{ kind: 'lora', layers: [1, model.layers.length - 1], targets },
    ...{ rank: 2, alpha: 4, dropout: 0.2, seed: 2, useDora: tuning === 'DoRA' },
  };
  return adaptModel(model, tuning === 'full' ? { kind: 'full' } : lora);
}

const batchOf = (family: string): Batch =>
  openReference(family, 'reference').batch('', { start: 0, size: 3 });

const CASES = [
  ['roberta', 'classification'],
  ['bert', 'regression'],
  ['modernbert', 'classification'],
  ['llama', 'causal-lm'],
  ['mistral', 'causal-lm'],
  ['gemma', 'causal-lm'],
  ['llava', 'causal-lm'],
] as const;

describe.each(CASES)('%s', (family, kind) => {
  test.each([
    ['LoRA', 'with dropout', false],
    ['LoRA', 'with dropout', true],
    ['DoRA', 'without dropout', false],
    ['full', 'with dropout', false],
    ['full', 'without dropout', true],
  ])('%s %s, eager: %s: loss and gradients are those of one forward pass', (tuning, dropout, isEager) => {
    const model = makeModel(family, kind);
    const adapted = adapt(model, tuning);
    const { trainable } = adapted;
    const inputs = { ...toInputs(batchOf(family)), seed: tf.tensor1d([3, 4], 'int32') };
    const gradientsOf = (isRecomputed: boolean): NamedTensors => {
      const step = compile(
        ({ seed, ...rest }: NamedTensors): NamedTensors => {
          const batch = rest as unknown as BatchInputs;
          const pass = new Dropout(dropout === 'with dropout' ? seed : undefined);
          const task = { model, kind, recomputeFor: isRecomputed ? trainable : undefined };
          const { value, gradients } = valueAndGradients(
            () => meanLoss(predictionLosses(task, batch, pass), batch.weights),
            trainable,
          );
          return { value, ...Object.fromEntries(trainable.map(({ name }, i) => [name, gradients[i]])) };
        },
        { name: 'gradients', isEager },
      );
      return expectNoLeakedTensors(() => {
        const outputs = step.run(inputs as NamedTensors);
        step.dispose();
        return outputs;
      }, trainable.length + 1);
    };
    const [expected, found] = [gradientsOf(false), gradientsOf(true)];
    for (const [name, tensor] of Object.entries(expected)) {
      expectTensorsClose(found[name] as tf.Tensor, tensor, { absolute: 2e-6, relative: 1e-4 });
    }
    tf.dispose([expected, found, inputs]);
    adapted.remove();
    model.dispose();
  });
});

describe('FineTuningStep', () => {
  const options = {
    adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    ...{ maxGradNorm: 1, hasDropout: true, seed: 3, gradientCheckpointing: true },
  };

  test.each([
    ['roberta', 'classification', 'LamellaGelu', 2], // not the first layer, nor the last one
    ['llama', 'causal-lm', 'LamellaSoftmax', 3], // not the first layer
  ] as const)('%s: layers run twice from the lowest trained one on', (family, kind, type, numRepeated) => {
    const counts = [false, true].map((gradientCheckpointing) => {
      const model = makeModel(family, kind);
      const adapted = adapt(model, 'LoRA');
      const { trainable } = adapted;
      const step = new FineTuningStep({ ...options, gradientCheckpointing, model, trainable, kind });
      const run = (): unknown => step.run([batchOf(family)], 0.01);
      run();
      expectNoLeakedTensors(run);
      const [operations = []] = step.operations;
      step.dispose();
      adapted.remove();
      model.dispose();
      return operations.filter((operation) => operation.type === type).length;
    });
    expect(counts).toEqual([4, 4 + numRepeated]);
  });

  test('a model whose layers share more than their inputs is refused', () => {
    const model = makeModel('deberta', 'classification');
    const { trainable } = adaptModel(model, { kind: 'head' });
    expect(() => new FineTuningStep({ ...options, model, trainable, kind: 'classification' })).toThrow(
      'Expected a model whose layers can be run again in the backward pass, got a deberta-v2 model. Leave gradientCheckpointing out.',
    );
    model.dispose();
  });
});
