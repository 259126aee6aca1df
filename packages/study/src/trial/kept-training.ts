import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AdaptedModel, isConverted, isPlaced } from '@lamella/adapters';
import { messageOf } from '@lamella/core';
import { type Parameter, tf } from '@lamella/engine';
import { readSafetensors, type SafetensorsFile, setAside, toFloat32, writeSafetensors } from '@lamella/files';
import { readValues } from '@lamella/training';
import {
  adapterFolder,
  adapterPlace,
  findDamagedWeights,
  type KeptTraining,
  readReport,
  type TrainingFolders,
  weightsFile,
  writeReport,
} from './training-files.ts';

/** Whose training is kept: what it depends on, and where. */
export interface TrainingPlace extends TrainingFolders {
  /** Hash of everything that the training depends on. */
  readonly key: string;
}

/** PEFT's prefix of an adapter's weights. */
const adapterPrefix = 'base_model.model.';

/** The weights of a training. */
export interface TrainedWeights {
  readonly adapted: AdaptedModel;
  /** Writes the adapter, if there is one, in PEFT's format. */
  writeAdapter(folder: string): Promise<unknown>;
}

/** Keeps a training and its weights: an adapter in PEFT's format, or all weights. The report comes last: with it, all is there. */
export async function keepTraining(
  { key, ...folders }: TrainingPlace,
  training: KeptTraining,
  { adapted, writeAdapter }: TrainedWeights,
): Promise<void> {
  const { folder } = folders;
  await mkdir(folder, { recursive: true });
  const hasAdapter = isPlaced(adapted.config);
  if (hasAdapter) await writeAdapter(adapterPlace(folders));
  // A converted adapter is not what training goes on from.
  if (adapted.trainable.length > 0 && (!isPlaced(adapted.config) || isConverted(adapted.config)))
    await writeSafetensors(join(folder, weightsFile), new Map(readValues(adapted.trainable)), {
      format: 'pt',
    });
  await writeReport(folders, { key, ...training, hasAdapter });
}

/**
 * Puts the weights of a kept training into a model that is ready for the same training. What is kept of another one is removed;
 * what is damaged is set aside, with the answers that were given with it.
 *
 * @returns undefined if there is none to go on from
 */
export async function restoreTraining(
  { key, ...folders }: TrainingPlace,
  trainable: readonly Parameter[],
): Promise<KeptTraining | undefined> {
  const { folder } = folders;
  const kept = readReport(folder);
  if (kept.kind === 'absent' || (kept.kind === 'whole' && kept.value.key !== key)) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  if (kept.kind === 'damaged') return trainAgain(folder, kept.reason);
  await moveFormerAdapter(folders);
  const damage = (await findDamagedWeights(folders, kept.value)) ?? readWeights(folders, trainable);
  if (damage !== undefined) return trainAgain(folder, damage);
  const { epochs, losses, cost, stopped } = kept.value;
  return { epochs, losses, cost, ...(stopped && { stopped }) };
}

/** Adapters of runs lay in the folder of the trial's answers before they had one of their own. */
async function moveFormerAdapter(folders: TrainingFolders): Promise<void> {
  const [former, place] = [join(folders.folder, adapterFolder), adapterPlace(folders)];
  if (former === place || !existsSync(former)) return;
  await rm(place, { recursive: true, force: true });
  await mkdir(dirname(place), { recursive: true });
  await rename(former, place);
}

async function trainAgain(folder: string, damage: string): Promise<undefined> {
  await setAside(folder, damage, 'the trial is trained again');
}

/** Reads the weights of all parameters, or of none: then it says why. */
function readWeights(folders: TrainingFolders, trainable: readonly Parameter[]): string | undefined {
  const { folder } = folders;
  if (trainable.length === 0) return undefined;
  const isAdapter = !existsSync(join(folder, weightsFile)) && existsSync(adapterPlace(folders));
  const path = isAdapter
    ? join(adapterPlace(folders), 'adapter_model.safetensors')
    : join(folder, weightsFile);
  const nameOf = ({ name }: Parameter): string => (isAdapter ? `${adapterPrefix}${name}` : name);
  let file: SafetensorsFile;
  try {
    file = readSafetensors(path);
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
