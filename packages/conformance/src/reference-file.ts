import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, readSafetensors, type SafetensorsFile, toFloat32, toInt32 } from '@lamella/files';
import type { ZodType } from 'zod';

/** A tensor of the reference, in the computer's memory. */
export interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/**
 * NAME.json and NAME.safetensors of a reference folder. It keeps account of the tensors that were read, so that what no
 * case looks at can be told.
 */
export class ReferenceFile<T> {
  readonly json: T;
  readonly #tensors: SafetensorsFile;
  readonly #seen = new Set<string>();

  /** @throws {UserError} if a file can't be read, {ZodError} if the JSON does not have the fields that cases need */
  constructor(folder: string, name: string, format: ZodType<T>) {
    this.json = format.parse(readJsonFile(join(folder, `${name}.json`)));
    this.#tensors = readSafetensors(join(folder, `${name}.safetensors`));
  }

  static exists(folder: string, name: string): boolean {
    return ['json', 'safetensors'].every((ending) => existsSync(join(folder, `${name}.${ending}`)));
  }

  has(name: string): boolean {
    return this.#tensors.tensors.has(name);
  }

  /** The names that begin with a prefix, without it. */
  names(prefix: string): string[] {
    return [...this.#tensors.tensors.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
  }

  read(name: string): ReferenceTensor {
    const stored = this.#tensors.read(name);
    this.#seen.add(name);
    const isFloat = stored.dtype.includes('float');
    return { shape: stored.shape, data: isFloat ? toFloat32(stored) : toInt32(stored) };
  }

  /** Notes that the tensors with a prefix are accounted for though nobody reads them. */
  skip(prefix: string): void {
    for (const name of this.names(prefix)) this.#seen.add(prefix + name);
  }

  /** The tensors that nobody has read or skipped. */
  unseen(): string[] {
    return this.names('').filter((name) => !this.#seen.has(name));
  }

  close(): void {
    this.#tensors.close();
  }
}
