import { createHash, type Hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile, messageOf } from '@lamella/core';
import {
  damaged,
  type Damaged,
  encodeSafetensors,
  type HostTensor,
  readSafetensors,
  readSealedJson,
  replaceFolder,
  seal,
  writeFileAtomically,
} from '@lamella/files';
import type { TrainingState } from '@lamella/training';
import { z } from 'zod';
import { formatNumbers, parseNumbers } from './training-numbers.ts';

/** Version of a checkpoint's layout. */
const format = 2;
const tensorsFile = 'tensors.safetensors';
const numbersFile = 'training.json';
const manifestFile = 'manifest.json';

const manifestContent = z.object({
  key: z.string(),
  /** SHA-256 by the names of the other files. */
  files: z.record(z.enum([tensorsFile, numbersFile]), z.string()),
});

type Manifest = z.output<typeof manifestContent>;

/** A checkpoint whose files are what was written. */
export interface OpenCheckpoint {
  readonly kind: 'whole';
  /** Its tensors are read from the disk when they are asked for, until it is closed. */
  readonly state: TrainingState;
  close(): void;
}

/**
 * Writes a training's state into a new folder: whole or not at all, and in the end on the disk. The manifest, which has the hashes of
 * what was meant to be written, comes last.
 *
 * @throws {UserError} if the disk refuses
 */
export async function writeCheckpointFiles(folder: string, key: string, state: TrainingState): Promise<void> {
  const write = async (to: string): Promise<void> => {
    const tensors = createHash('sha256');
    await writeFileAtomically(join(to, tensorsFile), hashing(encodeSafetensors(state.tensors, {}), tensors));
    const numbers = formatNumbers(state.numbers);
    await writeFileAtomically(join(to, numbersFile), numbers);
    const files = {
      [tensorsFile]: tensors.digest('hex'),
      [numbersFile]: createHash('sha256').update(numbers).digest('hex'),
    };
    await writeFileAtomically(join(to, manifestFile), JSON.stringify(seal({ format, key, files })));
  };
  await replaceFolder(folder, { known: [], write });
}

/**
 * Which file of a checkpoint is not what was written, a clause; undefined if all are.
 *
 * @throws {UserError} if a file can't be read, for want of permission for example
 */
export async function findDamage(folder: string): Promise<string | undefined> {
  const manifest = readManifest(folder);
  return manifest.kind === 'damaged' ? manifest.reason : await findDamagedFile(folder, manifest);
}

/**
 * Opens a checkpoint, with all its hashes compared.
 *
 * @returns `other` if it is of another training than the key's
 * @throws {UserError} if a file can't be read, for want of permission for example
 */
export async function openCheckpointFiles(
  folder: string,
  key: string,
): Promise<OpenCheckpoint | Damaged | { readonly kind: 'other' }> {
  const manifest = readManifest(folder);
  if (manifest.kind === 'damaged') return manifest;
  if (manifest.key !== key) return { kind: 'other' };
  const damage = await findDamagedFile(folder, manifest);
  if (damage !== undefined) return damaged(damage);
  const numbers = parseNumbers(readFileSync(join(folder, numbersFile), 'utf8'));
  if (numbers === undefined) return damaged(`${numbersFile} does not hold the numbers of a training`);
  try {
    return openTensors(join(folder, tensorsFile), numbers);
  } catch (error) {
    return damaged(messageOf(error).replace(/\.$/, ''));
  }
}

function openTensors(path: string, numbers: TrainingState['numbers']): OpenCheckpoint {
  const file = readSafetensors(path);
  const lazily = [...file.tensors].map(([name, { dtype, shape }]): [string, HostTensor] => [
    name,
    {
      dtype,
      shape,
      get bytes() {
        return file.read(name).bytes;
      },
    },
  ]);
  return { kind: 'whole', state: { numbers, tensors: new Map(lazily) }, close: () => file.close() };
}

function readManifest(folder: string): Damaged | ({ readonly kind: 'whole' } & Manifest) {
  const reading = readSealedJson(join(folder, manifestFile), format);
  if (reading.kind === 'absent') return damaged(`${manifestFile} is missing`);
  if (reading.kind === 'newer') return damaged(`a later Lamella wrote it, in format ${reading.format}`);
  if (reading.kind === 'damaged') return damaged(`${manifestFile}: ${reading.reason}`);
  const { data } = manifestContent.safeParse(reading.value);
  return data === undefined
    ? damaged(`${manifestFile} is no manifest of a checkpoint`)
    : { kind: 'whole', ...data };
}

async function findDamagedFile(folder: string, { files }: Manifest): Promise<string | undefined> {
  for (const [name, hash] of Object.entries(files)) {
    const path = join(folder, name);
    if (!existsSync(path)) return `${name} is missing`;
    if ((await hashFile(path)) !== hash) return `${name} is not what was written, says its hash`;
  }
  return undefined;
}

function* hashing(pieces: Iterable<Uint8Array>, hash: Hash): Generator<Uint8Array> {
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}
