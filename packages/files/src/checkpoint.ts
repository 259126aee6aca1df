import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { UserError } from '@lamella/core';

import { isRecord } from './is-record.ts';
import { readJsonFile } from './read-json-file.ts';
import { readPytorchFile } from './pytorch/read-pytorch-file.ts';
import type { HostTensor } from './safetensors/host-tensor.ts';
import { findEntry, readSafetensors } from './safetensors/read-safetensors.ts';
import type { TensorInfo, WeightsFile } from './weights-file.ts';

/** The weights of a model folder, in one file or in several. */
export interface Checkpoint {
  readonly folder: string;
  names(): string[];
  entry(name: string): TensorInfo;
  read(name: string): HostTensor;
  close(): void;
}

type ReadFile = (path: string) => WeightsFile;

/** A file that holds a folder's weights, or says which files do. */
interface Format {
  readonly file: string;
  readonly isIndex: boolean;
  readonly readFile: ReadFile;
}

/** The files that may hold a folder's weights, the preferred first. */
const formats: readonly Format[] = [
  { file: 'model.safetensors', isIndex: false, readFile: readSafetensors },
  { file: 'model.safetensors.index.json', isIndex: true, readFile: readSafetensors },
  { file: 'pytorch_model.bin', isIndex: false, readFile: readPytorchFile },
  { file: 'pytorch_model.bin.index.json', isIndex: true, readFile: readPytorchFile },
];

/**
 * Opens the weights of a Hugging Face model folder for reading tensor by tensor. Call `close` when done.
 *
 * @throws UserError when there are none, when a shard is missing, or when a file is not sound
 */
export function openCheckpoint(folder: string): Checkpoint {
  const found = formats.find(({ file }) => existsSync(join(folder, file)));
  if (found === undefined) {
    const expected = formats.map(({ file }) => file).join(' or ');
    throw new UserError(`Expected ${expected} in ${folder}, ${describeFolder(folder)}.`);
  }
  return (found.isIndex ? openSharded : openSingle)(folder, found);
}

function openSingle(folder: string, { file, readFile }: Format): Checkpoint {
  const weights = readFile(join(folder, file));
  return {
    folder,
    names: () => [...weights.tensors.keys()],
    entry: (name) => findEntry(weights.tensors, name, weights.path),
    read: (name) => weights.read(name),
    close: () => weights.close(),
  };
}

function openSharded(folder: string, { file, readFile }: Format): Checkpoint {
  const shardOf = readIndex(folder, file);
  const open = new Map<string, WeightsFile>();
  const shard = (name: string): WeightsFile => {
    const shardFile = findEntry(shardOf, name, join(folder, file));
    const weights = open.get(shardFile) ?? readFile(join(folder, shardFile));
    open.set(shardFile, weights);
    return weights;
  };
  return {
    folder,
    names: () => [...shardOf.keys()],
    entry: (name) => findEntry(shard(name).tensors, name, shard(name).path),
    read: (name) => shard(name).read(name),
    close: () => {
      for (const weights of open.values()) weights.close();
      open.clear();
    },
  };
}

/** Which shard holds each tensor, by the index; the shards are files beside it, and all are there. */
function readIndex(folder: string, file: string): ReadonlyMap<string, string> {
  const path = join(folder, file);
  const index = readJsonFile(path);
  const weightMap = isRecord(index) ? index['weight_map'] : undefined;
  if (!isRecord(weightMap))
    throw new UserError(`Expected "weight_map" in ${path} to map tensor names to files.`);
  const shardOf = new Map<string, string>();
  for (const [name, shard] of Object.entries(weightMap)) {
    if (typeof shard !== 'string' || !isPlainFileName(shard)) {
      throw new UserError(
        `Expected a file beside ${path} for tensor "${name}", got ${JSON.stringify(shard)}. The index must not point elsewhere.`,
      );
    }
    shardOf.set(name, shard);
  }
  const missing = [...new Set(shardOf.values())].filter((shard) => !existsSync(join(folder, shard)));
  if (missing.length > 0) {
    throw new UserError(
      `${path} names files that are missing in ${folder}: ${missing.sort().join(', ')}. Download them again.`,
    );
  }
  return shardOf;
}

function isPlainFileName(name: string): boolean {
  return basename(name) === name && !['', '.', '..'].includes(name) && !/[\\\0]/.test(name);
}

function describeFolder(folder: string): string {
  if (!existsSync(folder)) return 'a folder that does not exist';
  const files = readdirSync(folder).sort();
  return files.length === 0 ? 'which is empty' : `got ${files.slice(0, 20).join(', ')}`;
}
