import {
  mkdtempSync,
  openSync,
  ftruncateSync,
  closeSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';

import { toFloat32, toInt32 } from './host-tensor.ts';
import { readSafetensors } from './read-safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-safetensors-'));
const path = join(folder, 'x.safetensors');
afterAll(() => rmSync(folder, { recursive: true }));

// Made by Python's safetensors: see fixtures/make_fixtures.py.
const dtypesPath = fileURLToPath(new URL('../../fixtures/dtypes.safetensors', import.meta.url));

describe('a file of Python', () => {
  const file = readSafetensors(dtypesPath);
  afterAll(() => file.close());

  test.each([
    ['float64', [1, 3], [1.5, -2.25, Infinity]],
    ['float32', [2], [Math.fround(0.1), -3]],
    ['float16', [3], [0.0999755859375, -3, 65504]],
    ['bfloat16', [3], [0.10009765625, -3, 3.0040552704739074e38]],
    ['scalar', [], [4]],
    ['empty', [0, 3], []],
    ['数/𝒳', [1], [1]],
  ])('%s', (name, shape, values) => {
    expect(file.tensors.get(name)?.shape).toEqual(shape);
    expect(toFloat32(file.read(name))).toEqual(Float32Array.from(values));
  });

  test.each([
    ['int64', [3], [-(2 ** 31), 2 ** 31 - 1, 7]],
    ['int32', [2, 1], [-5, 6]],
    ['int16', [2], [-300, 300]],
    ['int8', [2], [-128, 127]],
    ['uint8', [2], [0, 255]],
    ['bool', [3], [1, 0, 1]],
  ])('%s', (name, shape, values) => {
    expect(file.tensors.get(name)?.dtype).toBe(name);
    expect(file.tensors.get(name)?.shape).toEqual(shape);
    expect(toInt32(file.read(name))).toEqual(Int32Array.from(values));
  });

  test('metadata and names', () => {
    expect(file.metadata).toEqual({ format: 'pt' });
    expect(file.tensors.size).toBe(16);
    expect(() => file.read('flaot32')).toThrow(
      `Expected a tensor "flaot32" in ${dtypesPath}, which has 16 others. Did you mean "float32"?`,
    );
  });
});

describe('a damaged or hostile file', () => {
  const tensor = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };

  test.each<[string, unknown, number, string]>([
    ['no object', [], 0, 'its header is not a JSON object'],
    ['an entry that is no object', { x: 3 }, 0, 'tensor "x" must be an object, got 3'],
    [
      'an unknown dtype',
      { x: { ...tensor, dtype: 'F8_E4M3' } },
      4,
      'tensor "x" has dtype "F8_E4M3"; Lamella reads BOOL, U8,',
    ],
    ['a dtype that is no text', { x: { ...tensor, dtype: ['F32'] } }, 4, 'tensor "x" has dtype ["F32"]'],
    [
      'a dtype of Object.prototype',
      { x: { ...tensor, dtype: 'constructor' } },
      4,
      'tensor "x" has dtype "constructor"',
    ],
    [
      'no shape',
      { x: { dtype: 'F32', data_offsets: [0, 4] } },
      4,
      'tensor "x" has shape nothing; expected whole numbers',
    ],
    [
      'a negative size',
      { x: { ...tensor, shape: [-1, -1] } },
      4,
      'tensor "x" has shape [-1,-1]; expected whole numbers',
    ],
    [
      'a fraction',
      { x: { ...tensor, shape: [1.5] } },
      4,
      'tensor "x" has shape [1.5]; expected whole numbers',
    ],
    [
      'a size beyond 2^53',
      { x: { ...tensor, shape: [2 ** 53 + 2] } },
      4,
      'tensor "x" has shape [9007199254740994]; expected',
    ],
    [
      'a product beyond 2^53',
      { x: { ...tensor, shape: [2 ** 30, 2 ** 30, 0] } },
      4,
      'which is too large to count',
    ],
    [
      'three offsets',
      { x: { ...tensor, data_offsets: [0, 4, 4] } },
      4,
      'tensor "x" has data_offsets [0,4,4]; expected two',
    ],
    ['offsets that go back', { x: { ...tensor, data_offsets: [4, 0] } }, 4, 'which end before they begin'],
    [
      'offsets beyond the file',
      { x: tensor },
      3,
      'tensor "x" ends at byte 4 of the data, but the file holds only 3',
    ],
    [
      'a wrong size',
      { x: { ...tensor, shape: [2] } },
      4,
      'tensor "x" takes 4 bytes, but float32 [2] needs 8',
    ],
    [
      'a wrong size for the dtype',
      { x: { ...tensor, dtype: 'F16' } },
      4,
      'tensor "x" takes 4 bytes, but float16 [1] needs 2',
    ],
    [
      'an overlap',
      { x: tensor, y: { ...tensor, data_offsets: [2, 6] } },
      6,
      'tensor "y" overlaps tensor "x" by 2 bytes',
    ],
    ['two on the same bytes', { x: tensor, y: tensor }, 4, 'tensor "y" overlaps tensor "x" by 4 bytes'],
    [
      'a gap',
      { x: tensor, y: { ...tensor, data_offsets: [6, 10] } },
      10,
      '2 unused bytes lie between tensor "x" and tensor "y"',
    ],
    [
      'a gap at the start',
      { x: { ...tensor, data_offsets: [1, 5] } },
      5,
      '1 unused bytes lie between the header and tensor "x"',
    ],
    ['bytes at the end', { x: tensor }, 6, '2 unused bytes follow tensor "x"'],
    ['metadata that is no text', { __metadata__: { format: 1 } }, 0, '__metadata__ must map texts to texts'],
    ['metadata that is a list', { __metadata__: ['pt'] }, 0, '__metadata__ must map texts to texts'],
  ])('%s', (_title, header, dataBytes, message) => {
    write(JSON.stringify(header), dataBytes);
    expect(() => readSafetensors(path)).toThrow(`${path} is not a sound safetensors file: `);
    expect(() => readSafetensors(path)).toThrow(message);
  });

  test.each([
    ['not JSON', '{"x": }', 'its header is not valid JSON: expected a value, got "}" at character 6'],
    ['a duplicate key', '{"x": 1, "\\u0078": 2}', 'the key "x" stands twice at character 9'],
    ['a duplicate key in an entry', '{"x": {"dtype": 1, "dtype": 1}}', 'the key "dtype" stands twice'],
    ['deep nesting', '['.repeat(1000), 'nested more than 3 deep'],
    ['an empty header', '', 'expected a value, got the end of the text'],
    ['a byte-order mark', '\ufeff{}', 'its header is not valid JSON: got "\ufeff{}"'],
  ])('%s', (_title, header, message) => {
    write(header, 0);
    expect(() => readSafetensors(path)).toThrow(message);
  });

  test('a header that is not UTF-8', () => {
    writeFileSync(path, Buffer.concat([lengthOf(4), Buffer.from([0x7b, 0x22, 0xff, 0x7d])]));
    expect(() => readSafetensors(path)).toThrow('its header is not UTF-8 text');
  });

  test.each([
    [Buffer.alloc(0), 'it has only 0 bytes'],
    [Buffer.from('abc'), 'it has only 3 bytes'],
    [lengthOf(10), 'its header is said to have 10 bytes, but only 0 follow; is the download complete?'],
    [
      lengthOf(2n ** 64n - 1n),
      'its header is said to have 18446744073709551615 bytes, more than the 100000000',
    ],
    [lengthOf(100_000_001), 'its header is said to have 100000001 bytes, more than'],
  ])('a wrong header length: %p', (content, message) => {
    writeFileSync(path, content);
    expect(() => readSafetensors(path)).toThrow(message);
  });

  test('no file, a folder', () => {
    expect(() => readSafetensors(join(folder, 'none'))).toThrow(
      `Cannot read ${join(folder, 'none')}: no such file or folder.`,
    );
    expect(() => readSafetensors(folder)).toThrow(`Cannot read ${folder}: it is a folder, not a file.`);
  });

  test('names of Object.prototype are names like any other', () => {
    const entry = (begin: number): string =>
      `{"dtype":"F32","shape":[1],"data_offsets":[${begin},${begin + 4}]}`;
    write(`{"__metadata__":{"__proto__":"p"},"__proto__":${entry(0)},"constructor":${entry(4)}}`, 8);
    const file = readSafetensors(path);
    expect([...file.tensors.keys()]).toEqual(['__proto__', 'constructor']);
    expect(Object.entries(file.metadata)).toEqual([['__proto__', 'p']]);
    expect(file.read('__proto__').bytes).toHaveLength(4);
    expect(() => file.read('toString')).toThrow(/Expected a tensor "toString"/);
    file.close();
  });

  test('a file that is cut while it is open', () => {
    write(JSON.stringify({ x: tensor }), 4);
    const file = readSafetensors(path);
    const handle = openSync(path, 'r+');
    ftruncateSync(handle, 10);
    closeSync(handle);
    expect(() => file.read('x')).toThrow(/has become shorter since it was opened, tensor "x" is cut off/);
    file.close();
  });
});

test('any damage to a sound file is either harmless or a clear error', () => {
  const sound = readFileSync(dtypesPath);
  const change = fc.record({ at: fc.nat(1200), byte: fc.nat(255), length: fc.option(fc.nat(sound.length)) });
  fc.assert(
    fc.property(change, ({ at, byte, length }) => {
      const content = Buffer.from(sound.subarray(0, length ?? sound.length));
      if (at < content.length) content[at] = byte;
      writeFileSync(path, content);
      try {
        const file = readSafetensors(path);
        for (const name of file.tensors.keys()) file.read(name);
        file.close();
      } catch (error) {
        expect(String(error)).toMatch(/^UserError: .*x\.safetensors is not a sound safetensors file: ./);
      }
    }),
    { numRuns: 300 },
  );
});

function write(header: string, dataBytes: number): void {
  const text = Buffer.from(header);
  writeFileSync(path, Buffer.concat([lengthOf(text.length), text, Buffer.alloc(dataBytes)]));
}

function lengthOf(bytes: number | bigint): Buffer {
  const result = Buffer.alloc(8);
  result.writeBigUInt64LE(BigInt(bytes));
  return result;
}
