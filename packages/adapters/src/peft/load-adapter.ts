import { join } from 'node:path';
import { UserError, warn } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';
import { isRecord, readJsonFile, toFloat32, type WeightsFile } from '@lamella/files';
import type { Model } from '@lamella/models';
import { adaptModel } from '../adapt-model.ts';
import type { AdaptedModel } from '../adapter.ts';
import type { InitialValues } from '../kind/adapted-linear.ts';
import { methodOf } from '../methods.ts';
import { openWeights } from './open-weights.ts';
import { readAdapterConfig } from './read-adapter-config.ts';
import { PEFT_PREFIX, type StoredParameter, storedParameters } from './stored-names.ts';

/**
 * Puts an adapter that PEFT or Lamella saved on a model.
 *
 * @returns the adapted model with the stored weights, adapters and trained head
 * @throws {UserError} unless the file holds exactly the tensors that its config asks for
 */
export function loadAdapter(folder: string, model: Model): AdaptedModel {
  const where = join(folder, 'adapter_config.json');
  const source = readJsonFile(where);
  if (!isRecord(source))
    throw new UserError(`Expected an object in ${where}, got ${JSON.stringify(source)}.`);
  const config = readAdapterConfig(source, model, where);
  const weights = openWeights(folder, model);
  const start = methodOf(config).peft.openStart?.(folder, config, (from) => openWeights(from, model));
  try {
    const adapted = adaptModel(model, config, { ...(start && { initial: readInitial(start) }) });
    try {
      assignTensors(weights, adapted);
    } catch (error) {
      adapted.remove();
      throw error;
    }
    return adapted;
  } finally {
    start?.close();
    weights.close();
  }
}

function readInitial(start: WeightsFile): InitialValues {
  return (weight) => {
    const name = `${PEFT_PREFIX}${weight}`;
    if (start.tensors.has(name)) return readTensor(start, name);
    throw new UserError(`Expected ${start.path} to hold ${name}, got it missing.`);
  };
}

function readTensor(file: WeightsFile, name: string): Tensor {
  const stored = file.read(name);
  return tf.tensor(toFloat32(stored), [...stored.shape]);
}

function assignTensors(weights: WeightsFile, adapted: AdaptedModel): void {
  const expected = new Map(
    leaveOutBiases(storedParameters(adapted), weights).map(({ name, parameter }) => [name, parameter]),
  );
  const missing = [...expected.keys()].filter((name) => !weights.tensors.has(name));
  const unknown = [...weights.tensors.keys()].filter((name) => !expected.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
    throw new UserError(
      `Expected ${weights.path} to hold the adapter's tensors; missing: ${list(missing)}; unknown: ${list(unknown)}.`,
    );
  }
  for (const [name, parameter] of expected) {
    const { shape } = weights.tensors.get(name) ?? { shape: [] };
    if (shape.join() !== parameter.shape.join()) {
      throw new UserError(
        `Expected ${name} in ${weights.path} to have the shape [${parameter.shape.join(', ')}], got [${shape.join(', ')}].`,
      );
    }
    tf.tidy(() => parameter.assign(readTensor(weights, name)));
  }
}

/** Early releases of PEFT train biases and don't save them: an adapter of theirs works on those of the base. */
function leaveOutBiases(
  stored: readonly StoredParameter[],
  { path, tensors }: WeightsFile,
): readonly StoredParameter[] {
  const biases = stored.filter(({ isBias }) => isBias);
  if (biases.length === 0 || biases.some(({ name }) => tensors.has(name))) return stored;
  warn(
    `${path} has none of the biases that its config says were trained ("bias": "lora_only"): those of the base are used, as PEFT does.`,
  );
  return stored.filter(({ isBias }) => !isBias);
}
