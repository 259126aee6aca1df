import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import fc from 'fast-check';
import { ByteSource } from '../byte-source.ts';
import { plainObjects, stateDictObjects } from '../state-dict-objects.ts';
import { describeOpcode, opcode } from './opcode-names.ts';
import type { PickleValue } from './pickle-value.ts';
import { readPickle } from './read-pickle.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-pickle-'));
const path = join(folder, 'x.pkl');
afterAll(() => rmSync(folder, { recursive: true }));

type Part = string | number | readonly number[];

/** Operations by their names, and bytes. */
function pickle(...parts: readonly Part[]): Buffer {
  return Buffer.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? [opcode(part)] : typeof part === 'number' ? [part] : [...part],
    ),
  );
}

const text = (value: string): Part[] => ['SHORT_BINUNICODE', value.length, [...Buffer.from(value)]];
const line = (value: string): number[] => [...Buffer.from(`${value}\n`)];

function read(bytes: Uint8Array, objects = stateDictObjects): PickleValue {
  writeFileSync(path, bytes);
  const file = openSync(path, 'r');
  try {
    return readPickle(new ByteSource(file, path, { begin: 0, end: bytes.length }), objects);
  } finally {
    closeSync(file);
  }
}

test.each<[string, Part[], PickleValue]>([
  ['None', ['NONE'], null],
  ['booleans', ['NEWTRUE', 'NEWFALSE', 'TUPLE2'], { kind: 'tuple', items: [true, false] }],
  ['a negative number', ['BININT', [0xff, 0xff, 0xff, 0xff]], -1],
  ['a number of 16 bits', ['BININT2', [1, 2]], 513],
  ['a negative long', ['LONG1', 2, [0, 0xff]], -256],
  ['no bytes', ['LONG1', 0], 0],
  ['a long beyond 2^53', ['LONG1', 8, [0, 0, 0, 0, 0, 0, 0, 1]], 2n ** 56n],
  ['a float', ['BINFLOAT', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0]], 1.5],
  ['a text of eight bytes for its length', ['BINUNICODE8', [1, 0, 0, 0, 0, 0, 0, 0], 65], 'A'],
  [
    'a list',
    ['EMPTY_LIST', 'NONE', 'APPEND', 'MARK', 'NONE', 'NEWTRUE', 'APPENDS'],
    { kind: 'list', items: [null, null, true] },
  ],
  [
    'a dict',
    ['EMPTY_DICT', ...text('a'), 'NONE', 'SETITEM'],
    { kind: 'dict', entries: new Map([['a', null]]) },
  ],
  ['the memo', [...text('a'), 'MEMOIZE', 'BINGET', 0, 'TUPLE2'], { kind: 'tuple', items: ['a', 'a'] }],
  [
    'an ordered dict with attributes',
    ['GLOBAL', line('collections'), line('OrderedDict'), 'EMPTY_TUPLE', 'REDUCE', 'EMPTY_DICT', 'BUILD'],
    { kind: 'dict', entries: new Map() },
  ],
  [
    '__proto__ is a name like any other',
    ['EMPTY_DICT', 'MARK', ...text('__proto__'), 'NONE', 'SETITEMS'],
    { kind: 'dict', entries: new Map([['__proto__', null]]) },
  ],
])('%s', (_, parts, expected) => {
  expect(read(pickle('PROTO', 4, ...parts, 'STOP'))).toEqual(expected);
});

test.each<[string, Part[], string]>([
  [
    'a class of Python',
    ['GLOBAL', line('os'), line('system')],
    'asks for "os.system" (up to byte 11). Weights need only',
  ],
  [
    'a class by its names on the stack',
    [...text('builtins'), ...text('eval'), 'STACK_GLOBAL'],
    'asks for "builtins.eval"',
  ],
  [
    'a name in the wrong module',
    ['GLOBAL', line('torch.storage'), line('FloatStorage')],
    'asks for "torch.storage.FloatStorage"',
  ],
  [
    'a type that is not supported',
    ['GLOBAL', line('torch'), line('ComplexFloatStorage')],
    'asks for "torch.ComplexFloatStorage"',
  ],
  [
    'INST',
    ['MARK', 'INST'],
    'uses the operation INST (0x69) (up to byte 2), which weights do not need. Nothing of it was executed',
  ],
  ['NEWOBJ', ['EMPTY_TUPLE', 'EMPTY_TUPLE', 'NEWOBJ'], 'uses the operation NEWOBJ (0x81)'],
  ['NEWOBJ_EX', ['EMPTY_TUPLE', 'EMPTY_DICT', 'NEWOBJ_EX'], 'uses the operation NEWOBJ_EX (0x92)'],
  ['OBJ', ['MARK', 'OBJ'], 'uses the operation OBJ (0x6f)'],
  [
    'a function under another name, from the memo',
    [
      ...['GLOBAL', line('collections'), line('OrderedDict'), 'MEMOIZE', 'POP'],
      ...[...text('builtins'), ...text('exec'), 'STACK_GLOBAL'],
    ],
    'uses the operation POP (0x30)',
  ],
  [
    'a function within the arguments of another',
    [
      ...['GLOBAL', line('torch._utils'), line('_rebuild_parameter')],
      ...['MARK', 'GLOBAL', line('nt'), line('system'), 'TUPLE', 'REDUCE'],
    ],
    'asks for "nt.system"',
  ],
  [
    'a method of a class that is known',
    ['GLOBAL', line('collections'), line('OrderedDict.__reduce__')],
    'asks for "collections.OrderedDict.__reduce__"',
  ],
  [
    'a known function with a call in place of its name',
    [...text('collections'), 'GLOBAL', line('collections'), line('OrderedDict'), 'STACK_GLOBAL'],
    'names a class by a string and collections.OrderedDict',
  ],
  [
    'state of a class',
    ['GLOBAL', line('collections'), line('OrderedDict'), 'EMPTY_DICT', 'BUILD'],
    'sets attributes of collections.OrderedDict',
  ],
  ['an extension of 16 bits', ['EXT2', [1, 0]], 'uses the operation EXT2 (0x83)'],
  ['an extension of 32 bits', ['EXT4', [1, 0, 0, 0]], 'uses the operation EXT4 (0x84)'],
  ['a persistent id as text', ['PERSID'], 'uses the operation PERSID (0x50)'],
  ['an extension', ['EXT1', 1], 'uses the operation EXT1 (0x82)'],
  ['no operation', [0xff], 'uses an operation 0xff, which does not exist'],
  ['protocol 9', ['PROTO', 9], 'its pickle protocol is 9; up to 5 are known'],
  [
    'calling a storage',
    ['GLOBAL', line('torch'), line('FloatStorage'), 'EMPTY_TUPLE', 'REDUCE'],
    'its pickle calls torch.FloatStorage',
  ],
  ['calling a text', [...text('a'), 'EMPTY_TUPLE', 'REDUCE'], 'its pickle calls a string with a tuple'],
  ['attributes of a tuple', ['EMPTY_TUPLE', 'EMPTY_DICT', 'BUILD'], 'sets attributes of a tuple'],
  [
    'a key twice',
    ['EMPTY_DICT', 'MARK', ...text('a'), 'NONE', ...text('a'), 'NONE', 'SETITEMS'],
    'the key "a" stands twice',
  ],
  [
    'a key that is a number',
    ['EMPTY_DICT', 'NONE', 'NONE', 'SETITEM'],
    'a key of a dict is None instead of a text',
  ],
  ['a key without a value', ['EMPTY_DICT', 'MARK', ...text('a'), 'SETITEMS'], 'sets a key without a value'],
  ['items of None', ['NONE', 'NONE', 'APPEND'], 'adds items to None'],
  ['an empty stack', ['TUPLE1'], 'takes a value from an empty stack'],
  ['a stack that a mark protects', ['NONE', 'MARK', 'TUPLE1'], 'takes a value from an empty stack'],
  ['no mark', ['TUPLE'], 'goes back to a mark that was not set'],
  ['a memo that is empty', ['BINGET', 3], 'refers to entry 3 of its memo, which was not set'],
  ['too much', ['NONE', 'NONE'], 'its pickle leaves values behind'],
  ['a text that is not UTF-8', ['SHORT_BINUNICODE', 1, 0xff], 'has a text that is not UTF-8'],
  [
    'a text that is said to be huge',
    ['BINUNICODE', [0xff, 0xff, 0xff, 0xff]],
    'has a text of 4294967295 bytes, more than',
  ],
  ['a text longer than the file', ['BINUNICODE', [0xff, 0, 0, 0]], 'it ends within its pickled part'],
  [
    'an id that is no storage',
    ['NONE', 'BINPERSID'],
    'points outside of itself to None instead of a storage',
  ],
  ['a class without an end', ['GLOBAL', Array<number>(2000).fill(65)], 'names a class without an end'],
])('%s is refused', (_, parts, message) => {
  expect(() => read(pickle(...parts, 'STOP'))).toThrow(message);
});

test('parts that are plain may not name classes', () => {
  const named = pickle('GLOBAL', line('collections'), line('OrderedDict'), 'STOP');
  expect(() => read(named, plainObjects)).toThrow('asks for "collections.OrderedDict"');
  expect(() => read(pickle('NONE', 'BINPERSID', 'STOP'), plainObjects)).toThrow(
    'points outside of itself to None',
  );
});

test('a shape of many dimensions, shared by many tensors, is not copied for each', () => {
  const shape = pickle('MARK', Array<number>(3_000_000).fill(opcode('NONE')), 'TUPLE', 'MEMOIZE');
  const tensor = pickle(
    ...['GLOBAL', line('torch._utils'), line('_rebuild_tensor_v2')],
    ...['MARK', 'NONE', 'NONE', 'BINGET', 0, 'BINGET', 0, 'TUPLE', 'REDUCE'],
  );
  expect(() => read(Buffer.concat([shape, tensor, pickle('STOP')]))).toThrow(
    'its pickle makes a tensor of 3000000 dimensions, more than 64',
  );
});

test('a list that contains itself', () => {
  const value = read(pickle('EMPTY_LIST', 'MEMOIZE', 'BINGET', 0, 'APPEND', 'STOP'));
  expect(value).toMatchObject({ kind: 'list' });
});

test('a memo entry with a huge index takes no memory', () => {
  expect(read(pickle('NONE', 'LONG_BINPUT', [0xff, 0xff, 0xff, 0xff], 'STOP'))).toBeNull();
});

test('deep nesting and endless operations are bounded', () => {
  const deep = pickle('NONE', Array<number>(1e6).fill(opcode('TUPLE1')), 'STOP');
  expect(read(deep)).toMatchObject({ kind: 'tuple' });
  const endless = pickle(Array<number>(4_000_001).fill(opcode('MARK')));
  expect(() => read(endless)).toThrow('its pickle has more than 4000000 operations');
});

test('any bytes give a value or a clear error', () => {
  const codes = [...'(.N)]}aesuKXq h\x85\x86\x87\x88\x89\x8a\x8c\x94cRbQt'].map((each) => each.charCodeAt(0));
  const byte = fc.oneof(fc.constantFrom(...codes), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), (bytes) => {
      try {
        read(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 500 },
  );
});

test('names of operations', () => {
  expect(describeOpcode(0x52)).toBe('the operation REDUCE (0x52)');
  expect(describeOpcode(0x95)).toBe('the operation FRAME (0x95)');
  expect(() => opcode('NONSENSE')).toThrow('Expected the name of a pickle operation, got NONSENSE');
});
