import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type Parameter, tf } from '@lamella/core/engine';
import { readJsonFile, readSafetensors, type SafetensorsFile, toFloat32 } from '@lamella/files';
import type { Model } from '@lamella/models';
import { adaptModel } from '../adapt-model.ts';
import type { AdaptedModel } from '../adapter.ts';
import { fromPeftConfig } from './adapter-config.ts';
import { PEFT_PREFIX } from './save-adapter.ts';

/**
 * Puts an adapter that PEFT or Lamella saved on a model.
 *
 * @returns the adapted model with the stored weights, adapters and trained head
 * @throws {UserError} unless the file holds exactly the tensors that its config asks for
 */
export function loadAdapter(folder: string, model: Model): AdaptedModel {
  const where = join(folder, 'adapter_config.json');
  const config = fromPeftConfig(readJsonFile(where) as Readonly<Record<string, unknown>>, model, where);
  const weights = readSafetensors(join(folder, 'adapter_model.safetensors'));
  try {
    const adapted = adaptModel(model, config);
    try {
      assignTensors(weights, adapted.trainable);
    } catch (error) {
      adapted.remove();
      throw error;
    }
    return adapted;
  } finally {
    weights.close();
  }
}

function assignTensors(weights: SafetensorsFile, parameters: readonly Parameter[]): void {
  const expected = new Map(parameters.map((parameter) => [`${PEFT_PREFIX}${parameter.name}`, parameter]));
  const missing = [...expected.keys()].filter((name) => !weights.tensors.has(name));
  const unknown = [...weights.tensors.keys()].filter((name) => !expected.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
    throw new UserError(
      `Expected ${weights.path} to hold the adapter's tensors; missing: ${list(missing)}; unknown: ${list(unknown)}.`,
    );
  }
  for (const [name, parameter] of expected) {
    const stored = weights.read(name);
    if (stored.shape.join() !== parameter.shape.join()) {
      throw new UserError(
        `Expected ${name} in ${weights.path} to have the shape [${parameter.shape.join(', ')}], found [${stored.shape.join(', ')}].`,
      );
    }
    tf.tidy(() => parameter.assign(tf.tensor(toFloat32(stored), [...stored.shape])));
  }
}
