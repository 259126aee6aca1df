import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AdaptedModel, saveAdapter } from '@lamella/adapters';
import { type Parameter, tf } from '@lamella/engine';
import {
  float32Tensor,
  readJsonFile,
  readSafetensors,
  toFloat32,
  writeFileAtomically,
  writeSafetensors,
} from '@lamella/files';
import type { Model } from '@lamella/models';
import type { TrainingResult } from '@lamella/training';
import type { TrialOutcome } from './trial-outcome.ts';

/** What training has given, besides the weights. */
export interface KeptTraining {
  readonly epochs: TrainingResult['epochs'];
  readonly losses: readonly number[];
  readonly cost: TrialOutcome['cost'];
}

/** Whose training is kept: what it depends on, and where. */
export interface TrainingPlace {
  readonly folder: string;
  /** Hash of everything that the training depends on. */
  readonly key: string;
}

/** PEFT's prefix of an adapter's weights. */
const adapterPrefix = 'base_model.model.';

const report = 'training.json';
const adapterFolder = 'adapter';
const weightsFile = 'weights.safetensors';

/** Keeps a training and its weights: an adapter in PEFT's format, or all weights. The report comes last: with it, all is there. */
export async function keepTraining(
  { folder, key }: TrainingPlace,
  training: KeptTraining,
  { model, adapted, baseModel }: { model: Model; adapted: AdaptedModel; baseModel: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (adapted.config.kind === 'lora')
    await saveAdapter(join(folder, adapterFolder), { model, adapted, baseModel });
  else if (adapted.trainable.length > 0)
    await writeSafetensors(join(folder, weightsFile), new Map(adapted.trainable.map(toHost)), {
      format: 'pt',
    });
  await writeFileAtomically(join(folder, report), `${JSON.stringify({ key, ...training })}\n`);
}

/**
 * Puts the weights of a kept training into a model that is ready for the same training. What is kept of another one is removed.
 *
 * @returns undefined if there is none
 */
export async function restoreTraining(
  { folder, key }: TrainingPlace,
  trainable: readonly Parameter[],
): Promise<KeptTraining | undefined> {
  const path = join(folder, report);
  const kept = existsSync(path) ? (readJsonFile(path) as KeptTraining & { readonly key: string }) : undefined;
  if (kept?.key !== key) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  if (trainable.length > 0) readWeights(folder, trainable);
  const { epochs, losses, cost } = kept;
  return { epochs, losses, cost };
}

/** Frees the room of weights that are as large as the model; an adapter stays. */
export async function dropWholeWeights({ folder }: TrainingPlace): Promise<void> {
  await rm(join(folder, weightsFile), { force: true });
}

function toHost(parameter: Parameter): [string, ReturnType<typeof float32Tensor>] {
  const value = parameter.read();
  const tensor = float32Tensor(value.shape, value.dataSync<'float32'>());
  value.dispose();
  return [parameter.name, tensor];
}

function readWeights(folder: string, trainable: readonly Parameter[]): void {
  const isAdapter = existsSync(join(folder, adapterFolder));
  const path = isAdapter
    ? join(folder, adapterFolder, 'adapter_model.safetensors')
    : join(folder, weightsFile);
  const file = readSafetensors(path);
  try {
    for (const parameter of trainable) {
      const stored = file.read(isAdapter ? `${adapterPrefix}${parameter.name}` : parameter.name);
      tf.tidy(() => parameter.assign(tf.tensor(toFloat32(stored), [...stored.shape])));
    }
  } finally {
    file.close();
  }
}
