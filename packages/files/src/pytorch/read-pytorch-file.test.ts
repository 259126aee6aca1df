import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError, workspaceRoot } from '@lamella/core';
import fc from 'fast-check';
import { readJsonFile } from '../read-json-file.ts';
import { type HostTensor, toFloat32, toInt32 } from '../safetensors/host-tensor.ts';
import { readPytorchFile } from './read-pytorch-file.ts';

// Made by PyTorch: see fixtures/pytorch/make_fixtures.py.
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/pytorch/${name}.bin`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'lamella-pytorch-'));
const path = join(folder, 'pytorch_model.bin');
afterAll(() => rmSync(folder, { recursive: true }));

function toNumbers(tensor: HostTensor): number[] {
  if (tensor.dtype === 'int64') return [...new BigInt64Array(tensor.bytes.buffer)].map(Number);
  return [...(tensor.dtype.includes('float') ? toFloat32(tensor) : toInt32(tensor))];
}

const count = (begin: number, length: number, step = 1): number[] =>
  Array.from({ length }, (_, i) => begin + i * step);

describe.each(['protocol-2', 'protocol-3', 'protocol-4', 'protocol-5', 'legacy'])('%s', (name) => {
  const file = readPytorchFile(fixture(name));
  afterAll(() => file.close());

  test.each<[string, string, number[], number[]]>([
    ['float64', 'float64', [1, 2], [1.5, -2.25]],
    ['float32', 'float32', [4, 6], count(0, 24)],
    ['float16', 'float16', [6], count(0, 6)],
    ['bfloat16', 'bfloat16', [6], count(6, 6)],
    ['int64', 'int64', [2], [-5, 2 ** 40]],
    ['int32', 'int32', [1], [-7]],
    ['int16', 'int16', [1], [300]],
    ['int8', 'int8', [1], [-8]],
    ['uint8', 'uint8', [1], [200]],
    ['bool', 'bool', [2], [1, 0]],
    ['scalar', 'float32', [], [4]],
    ['empty', 'float32', [0, 3], []],
    ['transposed', 'float32', [6, 4], count(0, 6).flatMap((column) => count(column, 4, 6))],
    ['columns', 'float32', [4, 3], count(1, 12, 2)],
    ['row', 'float32', [6], count(12, 6)],
    ['cube', 'int16', [4, 2, 3], count(0, 4).flatMap((k) => count(k, 6, 4))],
    ['parameter', 'float32', [2], [1, 1]],
  ])('%s', (tensor, dtype, shape, values) => {
    expect(file.tensors.get(tensor)).toEqual({ dtype, shape });
    const read = file.read(tensor);
    expect([read.dtype, read.shape]).toEqual([dtype, shape]);
    expect(toNumbers(read)).toEqual(values);
  });

  test('names', () => {
    expect(file.tensors.size).toBe(17);
    expect(() => file.read('colums')).toThrow('Did you mean "columns"?');
  });
});

test.each(['bin', 'bin-legacy'])('fixtures/files/%s', (name) => {
  const root = join(workspaceRoot(), 'fixtures/files');
  const values = readJsonFile(join(root, 'values.json')) as Record<
    string,
    { dtype: string; shape: number[]; sum: number; first: number[] }
  >;
  const file = readPytorchFile(join(root, name, 'pytorch_model.bin'));
  expect([...file.tensors.keys()].sort()).toEqual(Object.keys(values).sort());
  for (const [tensor, expected] of Object.entries(values)) {
    const read = file.read(tensor);
    const numbers = toNumbers(read);
    expect([read.dtype, read.shape]).toEqual([expected.dtype, expected.shape]);
    expect(numbers.slice(0, 8)).toEqual(expected.first);
    expect(numbers.reduce((sum, each) => sum + each, 0)).toBeCloseTo(expected.sum, 9);
  }
  file.close();
});

test.each([
  [
    'hostile-call',
    'its pickle asks for "posix.system" (up to byte 91). Weights need only collections.OrderedDict, torch',
  ],
  ['hostile-call-legacy', 'its pickle asks for "posix.system" (up to byte 164). Weights need only'],
  [
    'hostile-expanded',
    'tensor "w" with shape [1099511627776], strides [0] and offset 0 is larger than its storage of 1',
  ],
  ['hostile-deflated', 'its file "archive/data.pkl" is compressed (method 8), which PyTorch never does.'],
  ['hostile-traversal', 'it holds a file with the name "archive/../../x", which would lie elsewhere.'],
  ['hostile-absolute', 'it holds a file with the name "/etc/x", which would lie elsewhere.'],
  ['hostile-missing-storage', 'tensor "w" lies in the storage "0", which is not in the file.'],
  [
    'hostile-short-storage',
    'tensor "w" lies in the storage "0", which is cut off; is the download complete?',
  ],
  ['hostile-two-pickles', 'it is a zip archive with 2 files data.pkl.'],
  ['hostile-big-endian', 'it was saved on a big-endian machine, which is not supported.'],
  ['not-flat', 'tensor "step" is a number.'],
  ['a-list', 'it holds a list instead of a dict of tensors.'],
])('%s is refused', (name, message) => {
  const error = errorOf(fixture(name));
  expect(error).toContain(`${fixture(name)} is not a sound file of PyTorch weights: ${message}`);
  expect(existsSync('executed')).toBe(false);
});

test.each<[string, string | Buffer, string]>([
  ['an empty file', '', 'it is empty, neither'],
  ['another kind of file', 'hello', 'it begins with the bytes 68656c6c, neither'],
  [
    'another pickle',
    Buffer.from([0x80, 2, 0x4e, 0x2e]),
    'it is a pickle, but not one that torch.save has written.',
  ],
  ['the head of an archive', 'PK\u0003\u0004', 'its zip directory is missing; is the download complete?'],
])('%s', (_, content, message) => {
  writeFileSync(path, content);
  expect(errorOf(path)).toContain(message);
});

test('an archive that another program has written anew, uncompressed', () => {
  const file = readPytorchFile(fixture('zip-by-python'));
  expect(toNumbers(file.read('w'))).toEqual([0, 1, 2, 3]);
  file.close();
});

test('no file', () => {
  expect(() => readPytorchFile(join(folder, 'none.bin'))).toThrow(/Cannot read .*none\.bin: no such file/);
});

describe.each(['protocol-2', 'protocol-4', 'legacy'])('damage to %s', (name) => {
  const whole = readFileSync(fixture(name));

  test('cut off anywhere, it is refused', () => {
    for (let length = 0; length < whole.length; length += 37) {
      writeFileSync(path, whole.subarray(0, length));
      expect(errorOf(path)).toContain('is not a sound file of PyTorch weights');
    }
  });

  test('changed anywhere, it is refused with a clear error or read within bounds', () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, to } of changes) bytes[at] = to;
        writeFileSync(path, bytes);
        expect(readAll(path)).toBeLessThan(10 * whole.length);
      }),
      { numRuns: 300 },
    );
  });
});

/** Bytes of all tensors; 0 if the file is refused. */
function readAll(file: string): number {
  try {
    const weights = readPytorchFile(file);
    const sizes = [...weights.tensors.keys()].map((tensor) => weights.read(tensor).bytes.length);
    weights.close();
    return sizes.reduce((sum, each) => sum + each, 0);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return 0;
  }
}

function errorOf(file: string): string {
  try {
    readPytorchFile(file).close();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'no error';
}
