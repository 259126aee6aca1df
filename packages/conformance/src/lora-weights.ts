import { join } from 'node:path';
import type { LoraConfig } from '@lamella/adapters';
import { type Parameter, tf } from '@lamella/engine';
import { readJsonFile, readSafetensors, toFloat32 } from '@lamella/files';
import type { Model } from '@lamella/models';
import { z } from 'zod';
import { randomLoraJson, type TrajectoryJson } from './formats.ts';
import type { FamilyReference } from './family-reference.ts';
import type { ReferenceFile, ReferenceTensor } from './reference-file.ts';

/** PEFT's prefix of weight names. */
export const PEFT_PREFIX = 'base_model.model.';

const adapterJson = z.object({
  r: z.number(),
  lora_alpha: z.number(),
  target_modules: z.array(z.string()),
  use_rslora: z.boolean().default(false),
  use_dora: z.boolean().default(false),
});

/** The settings of a trajectory's adapter. One that was not saved has those of the random adapter of the same file. */
export function loraConfig(
  { folder, train }: FamilyReference,
  { adapter, layers }: TrajectoryJson,
  model: Model,
): LoraConfig {
  const common = { kind: 'lora', layers, dropout: 0, seed: 0 } as const;
  if (adapter === null) {
    const { r, alpha, targets } = randomLoraJson.parse(train.json['lora_random']);
    return { ...common, rank: r, alpha, targets };
  }
  const config = adapterJson.parse(readJsonFile(join(folder, adapter, 'adapter_config.json')));
  return {
    ...common,
    rank: config.r,
    alpha: config.lora_alpha,
    targets: targetNames(config.target_modules, model),
    useRslora: config.use_rslora,
    useDora: config.use_dora,
  };
}

/** Where names alone would match modules of an image encoder too, the file has each module's path. */
function targetNames(modules: readonly string[], { layers }: Model): readonly string[] {
  const named = layers.flatMap(({ projections }) =>
    [...projections].filter(([, { base }]) => modules.includes(base.path)).map(([name]) => name),
  );
  return named.length === 0 ? modules : [...new Set(named)];
}

/** A weight's own name, without what PEFT adds to it in files and while it trains. */
export function ownName(name: string): string {
  return name
    .replace(PEFT_PREFIX, '')
    .replace('modules_to_save.', '')
    .replace('default.', '')
    .replace('lora_magnitude_vector.weight', 'lora_magnitude_vector');
}

/**
 * Gives parameters the values that the reference stores under PEFT's names.
 *
 * @throws if the reference does not hold exactly these parameters
 */
export function assignWeights<T>(
  parameters: readonly Parameter[],
  file: ReferenceFile<T>,
  prefix: string,
): void {
  const expected = file.names(`${prefix}${PEFT_PREFIX}`).sort();
  const found = parameters.map(({ name }) => name).sort();
  if (expected.join() !== found.join())
    throw new Error(`Expected the trained weights ${expected.join(', ')}, got ${found.join(', ')}`);
  for (const parameter of parameters) {
    const { shape, data } = file.read(`${prefix}${PEFT_PREFIX}${parameter.name}`);
    tf.tidy(() => parameter.assign(tf.tensor(data, [...shape], 'float32')));
  }
}

/** The tensors of an adapter that PEFT or Lamella saved, by the names in the file. */
export function readAdapterTensors(folder: string): ReadonlyMap<string, ReferenceTensor> {
  const file = readSafetensors(join(folder, 'adapter_model.safetensors'));
  try {
    return new Map(
      [...file.tensors].map(([name, { shape }]) => [name, { shape, data: toFloat32(file.read(name)) }]),
    );
  } finally {
    file.close();
  }
}
