import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { readPytorchFile, readSafetensors, type WeightsFile } from '@lamella/files';
import { fromNewerName, mapNames, type Model } from '@lamella/models';
import { PEFT_PREFIX } from './stored-names.ts';

/** The files that may hold an adapter's weights, the one that PEFT prefers first. */
const FORMATS: readonly (readonly [file: string, open: (path: string) => WeightsFile])[] = [
  ['adapter_model.safetensors', readSafetensors],
  ['adapter_model.bin', readPytorchFile],
];

/**
 * Opens an adapter's weights, under the names that the model's own weights have here: PEFT calls them as the release of
 * transformers does with which the adapter was trained. Call `close` when done.
 *
 * @throws {UserError} if there are none, or a name stands for two
 */
export function openWeights(folder: string, model: Model): WeightsFile {
  const file = openFile(folder);
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

/** Opens an adapter's weights under the names that they are stored by. Call `close` when done. */
export function openFile(folder: string): WeightsFile {
  const [file, open] = FORMATS.find(([name]) => existsSync(join(folder, name))) ?? [];
  if (file === undefined || open === undefined)
    throw new UserError(`Expected ${FORMATS.map(([name]) => name).join(' or ')} in ${folder}, got neither.`);
  return open(join(folder, file));
}
