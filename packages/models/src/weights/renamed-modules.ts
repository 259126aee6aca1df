import { UserError } from '@lamella/core';
import type { TensorReader } from './weight-account.ts';

/** A module's path, ending in a point, as our models name it and as newer releases of transformers do. */
export type RenamedModule = readonly [ours: string, newer: string];

interface Renames {
  readonly renamedModules?: readonly RenamedModule[] | undefined;
}

/** The name that newer releases of transformers give to a weight or a module of ours. */
export function toNewerName({ renamedModules = [] }: Renames, name: string): string {
  return replacePrefix(name, renamedModules);
}

/** Our name of a weight or a module that newer releases of transformers may have named. */
export function fromNewerName({ renamedModules = [] }: Renames, name: string): string {
  return replacePrefix(
    name,
    renamedModules.map(([ours, newer]) => [newer, ours]),
  );
}

/**
 * Names by our names for them.
 *
 * @param toOurs our name for a stored one
 * @param where the file or folder, for errors
 * @throws {UserError} if two of them mean the same
 */
export function mapNames(
  stored: Iterable<string>,
  toOurs: (stored: string) => string,
  where: string,
): ReadonlyMap<string, string> {
  const storedNames = new Map<string, string>();
  for (const name of stored) {
    const ours = toOurs(name);
    const other = storedNames.get(ours);
    if (other !== undefined)
      throw new UserError(`Expected each tensor once in ${where}, got it as ${other} and as ${name}.`);
    storedNames.set(ours, name);
  }
  return storedNames;
}

/**
 * A checkpoint's tensors under our names. Old files of TensorFlow's have `LayerNorm.gamma` and `.beta` for a norm's weight and bias.
 *
 * @throws {UserError} if two of them mean the same
 */
export function renameTensors(reader: TensorReader, renames: Renames, where: string): TensorReader {
  const stored = reader.names();
  const toOurs = (name: string): string => fromNewerName(renames, fromOlderName(name));
  if (stored.every((name) => toOurs(name) === name)) return reader;
  const storedNames = mapNames(stored, toOurs, where);
  const storedName = (name: string): string => storedNames.get(name) ?? name;
  return {
    names: () => [...storedNames.keys()],
    shape: (name) => reader.shape(storedName(name)),
    read: (name) => reader.read(storedName(name)),
    readBfloat16: (name) => reader.readBfloat16?.(storedName(name)),
  };
}

function fromOlderName(name: string): string {
  return name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
}

function replacePrefix(name: string, table: readonly (readonly [from: string, to: string])[]): string {
  const [from, to] = table.find(([prefix]) => name.startsWith(prefix)) ?? ['', ''];
  return to + name.slice(from.length);
}
