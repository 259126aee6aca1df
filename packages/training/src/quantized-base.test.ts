import { join } from 'node:path';
import { adaptModel, type AdaptedModel, type AdapterConfig } from '@lamella/adapters';
import { tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { createModel, type Model } from '@lamella/models';
import { FineTuningStep } from './fine-tuning-step.ts';
import { openReference } from './testing/reference.ts';

type Quantization = 'nf4' | 'int8';

const options = {
  adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  ...{ maxGradNorm: 1, hasDropout: true, seed: 3, matmulPrecision: 'bfloat16' as const },
};

function makeModel(family: string, quantization?: Quantization): Model {
  const config = readJsonFile(join(openReference(family, 'reference').folder, 'config.json')) as object;
  const head = family === 'llama' ? 'causal-lm' : 'classification';
  return createModel({ ...config }, { head, seed: 1, weights: 'bfloat16', quantization });
}

function adapt(model: Model, useDora: boolean): AdaptedModel {
  const lora: AdapterConfig = {
    ...{ kind: 'lora', layers: [1, model.layers.length - 1], rank: 2, alpha: 4, dropout: 0.2, seed: 2 },
    targets: model.family === 'llama' ? ['q_proj', 'down_proj'] : ['query', 'intermediate.dense'],
    useDora,
  };
  return adaptModel(model, lora);
}

/** The trained weights after some steps. */
function trainedOf(model: Model, { useDora, gradientCheckpointing }: Training): number[] {
  const adapted = adapt(model, useDora);
  const { trainable } = adapted;
  const kind = model.family === 'llama' ? ('causal-lm' as const) : ('classification' as const);
  const step = new FineTuningStep({ ...options, gradientCheckpointing, model, trainable, kind });
  const batch = openReference(model.family, 'reference').batch('', { start: 0, size: 3 });
  const run = (): unknown => step.run([batch], 0.01);
  run();
  expectNoLeakedTensors(run);
  run();
  const values = trainable.flatMap((parameter) => tf.tidy(() => [...parameter.value().dataSync()]));
  step.dispose();
  adapted.remove();
  return values;
}

interface Training {
  readonly useDora: boolean;
  readonly gradientCheckpointing: boolean;
}

test.each([
  ['roberta', 'nf4', { useDora: false, gradientCheckpointing: false }],
  ['llama', 'nf4', { useDora: false, gradientCheckpointing: true }],
  ['llama', 'int8', { useDora: true, gradientCheckpointing: false }],
] as const)('%s in %s trains as on its dequantised weights in bfloat16: %j', (family, kind, training) => {
  const [quantized, dense] = [makeModel(family, kind), makeModel(family)];
  const held = [...quantized.parameters.values()].filter(({ quantization }) => quantization === kind);
  expect(held.length).toBe(quantized.layers.reduce((sum, { projections }) => sum + projections.size, 0));
  for (const parameter of held)
    tf.tidy(() => dense.parameters.get(parameter.name)?.assign(parameter.value()));
  const [found, expected] = [trainedOf(quantized, training), trainedOf(dense, training)];
  expect(found.length).toBeGreaterThan(100);
  expect(found).toEqual(expected);
  for (const model of [quantized, dense]) model.dispose();
});
