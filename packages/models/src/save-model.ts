import { join } from 'node:path';
import { floatTensor, writeFileAtomically, writeSafetensors } from '@lamella/files';
import { formatConfig } from './config/format-config.ts';
import { savedConfig } from './config/saved-config.ts';
import { familyNamed } from './families/families.ts';
import type { Model } from './model.ts';

/** How weights are stored; they are float32 while they are used. */
export type StoredType = 'float32' | 'float16' | 'bfloat16';

/** How a model is saved. */
export interface SaveModelOptions {
  /** Of the stored weights; the 16-bit types halve the file and round. @default 'float32' */
  readonly dtype?: StoredType;
  /** Names of a classifier's classes, in the order of its outputs; those of the config that it was loaded with unless given. */
  readonly labels?: readonly string[] | undefined;
}

/** Writes a model as a Hugging Face folder: config.json and model.safetensors. What else lies in one, {@link copyCompanions} copies. */
export async function saveModel(
  model: Model,
  folder: string,
  { dtype = 'float32', labels }: SaveModelOptions = {},
): Promise<void> {
  const tensors = new Map(
    [...model.parameters, ...(model.weightCopies ?? [])].map(([name, parameter]) => {
      const value = parameter.read();
      const data = value.dataSync<'float32'>();
      value.dispose();
      return [name, floatTensor(parameter.shape, data, dtype)];
    }),
  );
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' });
  const { architectures, olderFields } = familyNamed(model.family);
  const config = savedConfig(model, {
    architecture: architectures[model.headKind],
    dtype,
    olderFields,
    labels,
  });
  await writeFileAtomically(join(folder, 'config.json'), formatConfig(config));
}
