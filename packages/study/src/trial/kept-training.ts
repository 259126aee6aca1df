import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AdaptedModel, isConverted, isPlaced, saveAdapter } from '@lamella/adapters';
import { messageOf } from '@lamella/core';
import { type Parameter, tf } from '@lamella/engine';
import {
  float32Tensor,
  readSafetensors,
  type SafetensorsFile,
  setAside,
  toFloat32,
  writeSafetensors,
} from '@lamella/files';
import type { Model } from '@lamella/models';
import {
  adapterFolder,
  findDamagedWeights,
  type KeptTraining,
  readReport,
  weightsFile,
  writeReport,
} from './training-files.ts';

/** Whose training is kept: what it depends on, and where. */
export interface TrainingPlace {
  readonly folder: string;
  /** Hash of everything that the training depends on. */
  readonly key: string;
}

/** PEFT's prefix of an adapter's weights. */
const adapterPrefix = 'base_model.model.';

/** Keeps a training and its weights: an adapter in PEFT's format, or all weights. The report comes last: with it, all is there. */
export async function keepTraining(
  { folder, key }: TrainingPlace,
  training: KeptTraining,
  { model, adapted, baseModel }: { model: Model; adapted: AdaptedModel; baseModel: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (isPlaced(adapted.config)) await saveAdapter(join(folder, adapterFolder), { model, adapted, baseModel });
  // A converted adapter is not what training goes on from.
  if (adapted.trainable.length > 0 && (!isPlaced(adapted.config) || isConverted(adapted.config)))
    await writeSafetensors(join(folder, weightsFile), new Map(adapted.trainable.map(toHost)), {
      format: 'pt',
    });
  await writeReport(folder, { key, ...training });
}

/**
 * Puts the weights of a kept training into a model that is ready for the same training. What is kept of another one is removed;
 * what is damaged is set aside, with the answers that were given with it.
 *
 * @returns undefined if there is none to go on from
 */
export async function restoreTraining(
  { folder, key }: TrainingPlace,
  trainable: readonly Parameter[],
): Promise<KeptTraining | undefined> {
  const kept = readReport(folder);
  if (kept.kind === 'absent' || (kept.kind === 'whole' && kept.value.key !== key)) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  if (kept.kind === 'damaged') return trainAgain(folder, kept.reason);
  const damage = (await findDamagedWeights(folder, kept.value)) ?? readWeights(folder, trainable);
  if (damage !== undefined) return trainAgain(folder, damage);
  const { epochs, losses, cost, stopped } = kept.value;
  return { epochs, losses, cost, ...(stopped && { stopped }) };
}

async function trainAgain(folder: string, damage: string): Promise<undefined> {
  await setAside(folder, damage, 'the trial is trained again');
}

function toHost(parameter: Parameter): [string, ReturnType<typeof float32Tensor>] {
  const value = parameter.read();
  const tensor = float32Tensor(value.shape, value.dataSync<'float32'>());
  value.dispose();
  return [parameter.name, tensor];
}

/** Reads the weights of all parameters, or of none: then it says why. */
function readWeights(folder: string, trainable: readonly Parameter[]): string | undefined {
  if (trainable.length === 0) return undefined;
  const isAdapter = !existsSync(join(folder, weightsFile)) && existsSync(join(folder, adapterFolder));
  const path = isAdapter ? join(adapterFolder, 'adapter_model.safetensors') : weightsFile;
  const nameOf = ({ name }: Parameter): string => (isAdapter ? `${adapterPrefix}${name}` : name);
  let file: SafetensorsFile;
  try {
    file = readSafetensors(join(folder, path));
  } catch (error) {
    return messageOf(error).replace(/\.$/, '');
  }
  try {
    const isThere = (one: Parameter): boolean => {
      const shape = file.tensors.get(nameOf(one))?.shape;
      return shape?.join() === one.shape.join();
    };
    const missing = trainable.find((one) => !isThere(one));
    if (missing !== undefined) return `${path} lacks ${nameOf(missing)}, or has it in another shape`;
    for (const parameter of trainable) {
      const stored = file.read(nameOf(parameter));
      tf.tidy(() => parameter.assign(tf.tensor(toFloat32(stored), [...stored.shape])));
    }
    return undefined;
  } finally {
    file.close();
  }
}
