import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { z } from 'zod';
import type { FamilyReference } from './family-reference.ts';

/** One named part of train.json and train.safetensors. */
export interface TrainingSection {
  readonly name: string;
  readonly kind: 'random adapter' | 'trajectory' | 'unsupported';
  /** Why it is not supported. */
  readonly reason?: string;
}

/** Parts that are no cases: inputs, and figures about the reference itself. */
const OTHER_PARTS = ['batches', 'f32_vs_f64'];

/** Enough of a part's JSON to tell what it is; whether it is whole, its cases find out. */
const partJson = z
  .object({ optimizer: z.unknown(), alpha: z.unknown(), adapter: z.string().nullable() })
  .partial();

/** The training runs and random adapters of a family, by what the files say about each. */
export function findTrainingSections({ folder, train }: FamilyReference): TrainingSection[] {
  const ofTensors = train.names('').map((name) => name.split('/')[0] ?? name);
  const names = [...new Set([...Object.keys(train.json), ...ofTensors])];
  return names
    .filter((name) => !OTHER_PARTS.includes(name))
    .map((name): TrainingSection => {
      const { optimizer, alpha, adapter = null } = partJson.safeParse(train.json[name]).data ?? {};
      const reason =
        findUnsupportedTensors(train.names(`${name}/`)) ??
        (adapter === null ? undefined : findUnsupportedVariant(join(folder, adapter)));
      if (reason === undefined && optimizer !== undefined) return { name, kind: 'trajectory' };
      if (reason === undefined && alpha !== undefined) return { name, kind: 'random adapter' };
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

function findUnsupportedVariant(adapterFolder: string): string | undefined {
  const path = join(adapterFolder, 'adapter_config.json');
  const variant = existsSync(path) ? variantJson.parse(readJsonFile(path)) : {};
  if (variant.use_dora === true) return 'DoRA is not supported yet';
  if (variant.use_rslora === true) return 'rsLoRA is not supported yet';
  return undefined;
}
