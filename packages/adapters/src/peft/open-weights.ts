import { join } from 'node:path';
import { readSafetensors, type SafetensorsFile } from '@lamella/files';
import { fromNewerName, mapNames, type Model } from '@lamella/models';
import { PEFT_PREFIX } from './save-adapter.ts';

/**
 * Opens an adapter's weights, under the names that the model's own weights have here: PEFT calls them as the release of
 * transformers does with which the adapter was trained. Call `close` when done.
 */
export function openWeights(folder: string, model: Model): SafetensorsFile {
  const file = readSafetensors(join(folder, 'adapter_model.safetensors'));
  if (model.renamedModules === undefined) return file;
  const toOurs = (name: string): string =>
    name.startsWith(PEFT_PREFIX) ? PEFT_PREFIX + fromNewerName(model, name.slice(PEFT_PREFIX.length)) : name;
  try {
    const storedNames = mapNames(file.tensors.keys(), toOurs, file.path);
    const tensors = new Map([...file.tensors].map(([name, entry]) => [toOurs(name), entry]));
    return { ...file, tensors, read: (name) => file.read(storedNames.get(name) ?? name) };
  } catch (error) {
    file.close();
    throw error;
  }
}
