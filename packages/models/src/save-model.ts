import { join } from 'node:path';
import { floatTensor, writeFileAtomically, writeSafetensors } from '@lamella/files';
import { formatConfig } from './config/format-config.ts';
import { savedConfig } from './config/saved-config.ts';
import { familyNamed } from './families/families.ts';
import type { Model } from './model.ts';

/** How weights are stored; they are float32 while they are used. */
export type StoredType = 'float32' | 'float16' | 'bfloat16';

/**
 * Writes a model as a Hugging Face folder: config.json and model.safetensors. Tokeniser files are the caller's to copy.
 *
 * @param dtype of the stored weights; the 16-bit types halve the file and round
 */
export async function saveModel(model: Model, folder: string, dtype: StoredType = 'float32'): Promise<void> {
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
  const config = savedConfig(model, { architecture: architectures[model.headKind], dtype, olderFields });
  await writeFileAtomically(join(folder, 'config.json'), formatConfig(config));
}
