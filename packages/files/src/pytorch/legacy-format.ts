import type { Dtype } from '../safetensors/dtypes.ts';
import { dtypes } from '../safetensors/dtypes.ts';
import { ByteSource } from './byte-source.ts';
import type { PickleObjects } from './pickle/pickle-machine.ts';
import { describeValue, isKind, type PickleValue, type Storage } from './pickle/pickle-value.ts';
import { readPickle } from './pickle/read-pickle.ts';
import type { ByteRange, OpenFile, PytorchContents } from './pytorch-contents.ts';
import { plainObjects, stateDictObjects } from './state-dict-objects.ts';
import { quote, unsound } from './unsound.ts';

/** As `torch.serialization` writes them. */
const MAGIC_NUMBER = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;

/**
 * Reads the format of PyTorch before version 1.6: five pickles in a row (a magic number, the format's version, facts on
 * the machine, the value, the keys of the storages), then the storages in the order of their keys, each as a count of
 * elements and the elements.
 */
export function readLegacyFile({ file, path, size }: OpenFile): PytorchContents {
  const source = new ByteSource(file, path, { begin: 0, end: size });
  if (readPickle(source, plainObjects) !== MAGIC_NUMBER)
    throw unsound(path, 'it is a pickle, but not one that torch.save has written');
  const version = readPickle(source, plainObjects);
  if (version !== PROTOCOL_VERSION)
    throw unsound(
      path,
      `its format has the version ${describeVersion(version)} instead of ${PROTOCOL_VERSION}`,
    );
  const machine = readPickle(source, plainObjects);
  if (isKind(machine, 'dict') && machine.entries.get('little_endian') === false)
    throw unsound(path, 'it was saved on a big-endian machine, which is not supported');
  const storageTypes = new Map<string, Dtype>();
  const value = readPickle(source, noteStorages(storageTypes));
  const keys = readPickle(source, plainObjects);
  const places = locateStorages(source, readKeys(keys, path), { storageTypes, size });
  return { value, findStorage: ({ key }) => places.get(key) };
}

function describeVersion(version: PickleValue): string {
  return typeof version === 'number' ? String(version) : describeValue(version);
}

/** Notes the type of each storage that the pickle mentions: its elements are counted, not its bytes. */
function noteStorages(types: Map<string, Dtype>): PickleObjects {
  const note = ({ key, dtype }: Storage, fail: (what: string) => Error): void => {
    if ((types.get(key) ?? dtype) !== dtype) throw fail(`its storage ${quote(key)} has two types`);
    types.set(key, dtype);
  };
  return {
    ...stateDictObjects,
    load: (id, fail) => {
      const storage = stateDictObjects.load(id, fail);
      if (isKind(storage, 'storage')) note(storage, fail);
      return storage;
    },
  };
}

function readKeys(value: PickleValue, path: string): string[] {
  const keys = isKind(value, 'list') ? value.items : [];
  if (!isKind(value, 'list') || !keys.every((key) => typeof key === 'string'))
    throw unsound(path, `it lists its storages as ${describeValue(value)} instead of a list of texts`);
  return keys;
}

function locateStorages(
  source: ByteSource,
  keys: readonly string[],
  { storageTypes, size }: { readonly storageTypes: ReadonlyMap<string, Dtype>; readonly size: number },
): Map<string, ByteRange> {
  const places = new Map<string, ByteRange>();
  for (const key of keys) {
    const dtype = storageTypes.get(key);
    if (dtype === undefined) throw unsound(source.path, `no tensor lies in its storage ${quote(key)}`);
    const numElements = source.unsigned(8);
    const begin = source.position;
    const end = begin + numElements * dtypes[dtype].bytes;
    if (end > size)
      throw unsound(source.path, `its storage ${quote(key)} is cut off; is the download complete?`);
    if (places.has(key)) throw unsound(source.path, `it lists its storage ${quote(key)} twice`);
    places.set(key, { begin, end });
    source.position = end;
  }
  return places;
}
