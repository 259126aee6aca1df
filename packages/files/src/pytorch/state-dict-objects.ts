import type { Dtype } from '../safetensors/dtypes.ts';
import type { Failure, PickleObjects } from './pickle/pickle-machine.ts';
import { describeValue, isKind, type PickleValue, type StoredTensor } from './pickle/pickle-value.ts';
import { quote } from './unsound.ts';

const STORAGES: ReadonlyMap<string, Dtype> = new Map([
  ['torch.DoubleStorage', 'float64'],
  ['torch.FloatStorage', 'float32'],
  ['torch.HalfStorage', 'float16'],
  ['torch.BFloat16Storage', 'bfloat16'],
  ['torch.LongStorage', 'int64'],
  ['torch.IntStorage', 'int32'],
  ['torch.ShortStorage', 'int16'],
  ['torch.CharStorage', 'int8'],
  ['torch.ByteStorage', 'uint8'],
  ['torch.BoolStorage', 'bool'],
]);

/** PyTorch's own limit. */
const MAX_RANK = 64;

type Call = (args: readonly PickleValue[], fail: Failure) => PickleValue;

const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['collections.OrderedDict', newDict],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', rebuildParameter],
]);

/** The classes and functions in a state dict of PyTorch: tensors, their storages, ordered dicts. */
export const stateDictObjects: PickleObjects = {
  checkGlobal(name, fail) {
    if (STORAGES.has(name) || CALLS.has(name)) return;
    const known = `${[...CALLS.keys()].join(', ')} and torch.*Storage of ${[...STORAGES.values()].join(', ')}`;
    throw fail(
      `its pickle asks for ${quote(name)}`,
      `. Weights need only ${known}. Nothing of it was executed`,
    );
  },
  reduce(name, args, fail) {
    const call = CALLS.get(name);
    if (call === undefined) throw fail(`its pickle calls ${name}`);
    return call(args, fail);
  },
  load(id, fail) {
    const [tag, type, key, location, numElements, view = null] = isKind(id, 'tuple') ? id.items : [];
    const dtype = isKind(type, 'global') ? STORAGES.get(type.name) : undefined;
    const isSound =
      tag === 'storage' && typeof key === 'string' && typeof location === 'string' && view === null;
    if (!isSound || dtype === undefined || !isCount(numElements))
      throw fail(`its pickle points outside of itself to ${describeValue(tag ?? id)} instead of a storage`);
    return { kind: 'storage', dtype, key, numElements };
  },
};

/** For the parts of a file that hold numbers and texts only. */
export const plainObjects: PickleObjects = {
  checkGlobal: (name, fail) => {
    throw fail(`its pickle asks for ${quote(name)}`, '. Nothing of it was executed');
  },
  reduce: (name, _, fail) => {
    throw fail(`its pickle calls ${name}`);
  },
  load: (id, fail) => {
    throw fail(`its pickle points outside of itself to ${describeValue(id)}`);
  },
};

function newDict(args: readonly PickleValue[], fail: Failure): PickleValue {
  if (args.length > 0) throw fail('its pickle makes an OrderedDict of values');
  return { kind: 'dict', entries: new Map() };
}

/** Arguments: storage, offset, shape, strides, whether it needs a gradient, hooks. The last two do not matter here. */
function rebuildTensor(
  [storage, offset, shape, strides]: readonly PickleValue[],
  fail: Failure,
): StoredTensor {
  // A list that is shared by many tensors would be copied for each of them: it must be short.
  for (const each of [shape, strides])
    if (isKind(each, 'tuple') && each.items.length > MAX_RANK)
      throw fail(`its pickle makes a tensor of ${each.items.length} dimensions, more than ${MAX_RANK}`);
  const [sizes, steps] = [counts(shape), counts(strides)];
  const isSound =
    isKind(storage, 'storage') && isCount(offset) && sizes !== undefined && sizes.length === steps?.length;
  if (!isSound || steps === undefined)
    throw fail(
      `its pickle makes a tensor of ${[storage, offset, shape, strides].map((each) => describeValue(each)).join(', ')}`,
    );
  return { kind: 'tensor', storage, offset, shape: sizes, strides: steps };
}

function rebuildParameter([tensor]: readonly PickleValue[], fail: Failure): PickleValue {
  if (!isKind(tensor, 'tensor')) throw fail(`its pickle makes a parameter of ${describeValue(tensor)}`);
  return tensor;
}

function counts(value: PickleValue | undefined): number[] | undefined {
  return isKind(value, 'tuple') && value.items.every(isCount) ? [...value.items] : undefined;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
