import { closeSync, fstatSync } from 'node:fs';
import { fileSystemError } from '../file-system-error.ts';
import { openFile, readBytes } from '../open-file.ts';
import { dtypes } from '../safetensors/dtypes.ts';
import { type HostTensor, sizeOf } from '../safetensors/host-tensor.ts';
import { findEntry } from '../safetensors/read-safetensors.ts';
import type { WeightsFile } from '../weights-file.ts';
import { copyStrided, extentOf, isContiguous } from './copy-strided.ts';
import { readLegacyFile } from './legacy-format.ts';
import { describeValue, isKind, type StoredTensor } from './pickle/pickle-value.ts';
import type { OpenFile, PytorchContents } from './pytorch-contents.ts';
import { quote, unsound } from './unsound.ts';
import { readZipFile } from './zip-format.ts';

/** A tensor, and where its storage begins in the file. */
interface Placed {
  readonly tensor: StoredTensor;
  readonly storageBegin: number;
}

const ZIP_SIGNATURE = 0x04034b50;
const PICKLE_PROTOCOL = 0x80;

/**
 * Opens a file of weights that PyTorch has saved (`torch.save` of a state dict), in the zip format or the one before
 * version 1.6. Its pickle is read by {@link readPickle}, which executes nothing. Tensors that share memory, or are views
 * of others, are read as tensors of their own; none is read yet. Call `close` when done.
 *
 * @throws UserError when the file can't be read, is not sound, or holds anything but named tensors
 */
export function readPytorchFile(path: string): WeightsFile {
  const file = openFile(path);
  try {
    const open = { file, path, size: fstatSync(file).size };
    const tensors = placeTensors(path, readContents(open));
    return {
      path,
      tensors: new Map(
        [...tensors].map(([name, { tensor }]) => [
          name,
          { dtype: tensor.storage.dtype, shape: tensor.shape },
        ]),
      ),
      read: (name) => readTensor(open, name, findEntry(tensors, name, path)),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw fileSystemError(error, 'read', path);
  }
}

function readContents(open: OpenFile): PytorchContents {
  const start = readBytes(open.file, 0, Math.min(4, open.size));
  const signature = Buffer.from(start ?? []);
  if (signature.length === 4 && signature.readUint32LE() === ZIP_SIGNATURE) return readZipFile(open);
  if (signature[0] === PICKLE_PROTOCOL) return readLegacyFile(open);
  const found =
    signature.length === 0 ? 'it is empty' : `it begins with the bytes ${signature.toString('hex')}`;
  throw unsound(open.path, `${found}, neither those of a zip archive nor those of a pickle`);
}

function placeTensors(path: string, { value, findStorage }: PytorchContents): ReadonlyMap<string, Placed> {
  if (!isKind(value, 'dict'))
    throw unsound(path, `it holds ${describeValue(value)} instead of a dict of tensors`);
  const tensors = new Map<string, Placed>();
  for (const [name, tensor] of value.entries) {
    const fail = (what: string): Error => unsound(path, `tensor ${quote(name)} ${what}`);
    if (!isKind(tensor, 'tensor')) throw fail(`is ${describeValue(tensor)}`);
    const { storage } = tensor;
    const place = findStorage(storage);
    if (place === undefined)
      throw fail(`lies in the storage ${quote(storage.key)}, which is not in the file`);
    if (place.end - place.begin < storage.numElements * dtypes[storage.dtype].bytes)
      throw fail(`lies in the storage ${quote(storage.key)}, which is cut off; is the download complete?`);
    checkBounds(tensor, fail);
    tensors.set(name, { tensor, storageBegin: place.begin });
  }
  return tensors;
}

/** A tensor lies within its storage and is not larger: one that repeats elements could be of any size. */
function checkBounds(tensor: StoredTensor, fail: (what: string) => Error): void {
  const { offset, shape, strides, storage } = tensor;
  const described = `with shape [${shape.join(', ')}], strides [${strides.join(', ')}] and offset ${offset}`;
  if (offset + extentOf(tensor) > storage.numElements || sizeOf(shape) > storage.numElements)
    throw fail(`${described} is larger than its storage of ${storage.numElements} elements`);
}

function readTensor({ file, path }: OpenFile, name: string, { tensor, storageBegin }: Placed): HostTensor {
  const { shape, offset, storage } = tensor;
  const elementBytes = dtypes[storage.dtype].bytes;
  const begin = storageBegin + offset * elementBytes;
  const bytes = readBytes(file, begin, begin + extentOf(tensor) * elementBytes);
  if (bytes === undefined)
    throw unsound(path, `it has become shorter since it was opened, tensor ${quote(name)} is cut off`);
  return {
    dtype: storage.dtype,
    shape,
    bytes: isContiguous(tensor) ? bytes : copyStrided(bytes, tensor, elementBytes),
  };
}
