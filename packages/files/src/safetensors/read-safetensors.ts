import { closeSync, fstatSync } from 'node:fs';

import { beat, UserError, nearest } from '@lamella/core';

import { fileSystemError } from '../file-system-error.ts';
import { openFile, readBytes } from '../open-file.ts';
import type { HostTensor } from './host-tensor.ts';
import { damaged, parseHeader, type SafetensorsHeader, type TensorEntry } from './parse-header.ts';

/** A safetensors file that is open for reading; tensors are read from the disk when they are asked for. */
export interface SafetensorsFile extends SafetensorsHeader {
  readonly path: string;
  /** The tensor with this name, as bytes of its own. */
  read(name: string): HostTensor;
  close(): void;
}

const lengthBytes = 8;

/** The limit of the format's own library; a longer header is a damaged or hostile file. */
const maxHeaderBytes = 100_000_000;

/**
 * Opens a safetensors file and checks its whole header; no tensor is read yet. Call `close` when done.
 *
 * @throws UserError when the file can't be read or is not sound
 */
export function readSafetensors(path: string): SafetensorsFile {
  const file = openFile(path);
  try {
    const { metadata, tensors } = readHeader(file, path);
    return {
      path,
      metadata,
      tensors,
      read: (name) => readTensor(file, path, { name, entry: findEntry(tensors, name, path) }),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw fileSystemError(error, 'read', path);
  }
}

/** The entry of a tensor, or a UserError that guesses which one was meant. */
export function findEntry<T>(tensors: ReadonlyMap<string, T>, name: string, path: string): T {
  const entry = tensors.get(name);
  if (entry !== undefined) return entry;
  const guess = nearest(name, [...tensors.keys()]);
  const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  throw new UserError(`Expected a tensor "${name}" in ${path}, which has ${tensors.size} others.${hint}`);
}

function readHeader(file: number, path: string): SafetensorsHeader {
  const fileBytes = fstatSync(file).size;
  if (fileBytes < lengthBytes) throw damaged({ path }, `it has only ${fileBytes} bytes`);
  const length = Buffer.from(readBytes(file, 0, lengthBytes) ?? []).readBigUInt64LE();
  if (length > maxHeaderBytes) {
    throw damaged(
      { path },
      `its header is said to have ${length} bytes, more than the ${maxHeaderBytes} that the format allows`,
    );
  }
  const begin = lengthBytes + Number(length);
  if (begin > fileBytes) {
    throw damaged(
      { path },
      `its header is said to have ${length} bytes, but only ${fileBytes - lengthBytes} follow; is the download complete?`,
    );
  }
  const text = decodeUtf8(readBytes(file, lengthBytes, begin));
  if (text === undefined) throw damaged({ path }, 'its header is not UTF-8 text');
  return parseHeader(text, { path, begin, end: fileBytes });
}

function readTensor(
  file: number,
  path: string,
  { name, entry }: { name: string; entry: TensorEntry },
): HostTensor {
  beat();
  const bytes = readBytes(file, entry.begin, entry.end);
  if (bytes === undefined)
    throw damaged({ path }, `it has become shorter since it was opened, tensor "${name}" is cut off`);
  return { dtype: entry.dtype, shape: entry.shape, bytes };
}

function decodeUtf8(bytes: Uint8Array | undefined): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
