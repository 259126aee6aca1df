import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { z } from 'zod';
import type { FamilyReference } from './family-reference.ts';
import { randomLoraJson, trajectoryJson } from './formats.ts';

/** One named part of train.json and train.safetensors. */
export interface TrainingSection {
  readonly name: string;
  readonly kind: 'random adapter' | 'trajectory' | 'unsupported';
  /** Why it is not supported. */
  readonly reason?: string;
}

/** Parts that are no cases: inputs, and figures about the reference itself. */
const OTHER_PARTS = ['batches', 'f32_vs_f64'];

/** The training runs and random adapters of a family, by what the files say about each. */
export function findTrainingSections({ folder, train }: FamilyReference): TrainingSection[] {
  const ofTensors = train.names('').map((name) => name.split('/')[0] ?? name);
  const names = [...new Set([...Object.keys(train.json), ...ofTensors])];
  return names
    .filter((name) => !OTHER_PARTS.includes(name))
    .map((name): TrainingSection => {
      const { success: isTrajectory, data: trajectory } = trajectoryJson.safeParse(train.json[name]);
      const reason =
        findUnsupportedTensors(train.names(`${name}/`)) ??
        (isTrajectory ? findUnsupportedSetting(folder, trajectory) : undefined);
      if (reason === undefined && isTrajectory) return { name, kind: 'trajectory' };
      if (reason === undefined && randomLoraJson.safeParse(train.json[name]).success)
        return { name, kind: 'random adapter' };
      train.skip(`${name}/`);
      return { name, kind: 'unsupported', reason: reason ?? 'this kind of case is not known' };
    });
}

function findUnsupportedTensors(names: readonly string[]): string | undefined {
  if (names.some((name) => name.includes('lora_magnitude_vector'))) return 'DoRA is not supported yet';
  if (names.some((name) => name.startsWith('residual/'))) return 'PiSSA is not supported yet';
  return undefined;
}

const variantJson = z.object({ use_dora: z.boolean(), use_rslora: z.boolean() }).partial();

function findUnsupportedSetting(
  folder: string,
  trajectory: z.infer<typeof trajectoryJson>,
): string | undefined {
  const { adapter } = trajectory;
  if (adapter === null) return undefined;
  const path = join(folder, adapter, 'adapter_config.json');
  const variant = existsSync(path) ? variantJson.parse(readJsonFile(path)) : {};
  if (variant.use_dora === true) return 'DoRA is not supported yet';
  if (variant.use_rslora === true) return 'rsLoRA is not supported yet';
  return undefined;
}
