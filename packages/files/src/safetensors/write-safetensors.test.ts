import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { workspaceRoot } from '@lamella/core';
import fc from 'fast-check';

import { dtypeNames, dtypes } from './dtypes.ts';
import { sizeOf, type HostTensor } from './host-tensor.ts';
import { readSafetensors } from './read-safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-safetensors-'));
const path = join(folder, 'new', 'x.safetensors');
afterAll(() => rmSync(folder, { recursive: true }));

const fixtures = join(workspaceRoot(), 'fixtures');

test.each([
  fileURLToPath(new URL('../../fixtures/dtypes.safetensors', import.meta.url)),
  join(fixtures, 'roberta/model.safetensors'),
  join(fixtures, 'roberta/lora_adapter/adapter_model.safetensors'),
  join(fixtures, 'bert/model.safetensors'),
])('writes what Python wrote, byte for byte: %s', async (source) => {
  const { tensors, metadata } = readAll(source);
  await writeSafetensors(path, new Map([...tensors].reverse()), metadata);
  expect(readFileSync(path).equals(readFileSync(source))).toBe(true);
});

test('any tensors go there and back, names in any alphabet', async () => {
  const shape = fc.array(fc.nat(3), { maxLength: 3 });
  const tensor = fc.tuple(fc.constantFrom(...dtypeNames), shape).chain(([dtype, sizes]) => {
    const length = sizeOf(sizes) * dtypes[dtype].bytes;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes): HostTensor => ({ dtype, shape: sizes, bytes }));
  });
  const name = fc
    .oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', '1', '0', ''))
    .filter((each) => each !== '__metadata__');
  const tensors = fc.uniqueArray(fc.tuple(name, tensor), { selector: ([each]) => each, maxLength: 6 });
  const metadata = fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(tensors, metadata, async (entries, texts) => {
      await writeSafetensors(path, new Map(entries), texts);
      const read = readAll(path);
      expect(read.tensors).toEqual(new Map(entries));
      expect(read.metadata).toEqual(texts);
      expect(readFileSync(path).readUInt32LE(0) % 8).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('a tensor of the wrong size leaves no file behind', async () => {
  const bad = new Map([['x', { dtype: 'float32', shape: [2], bytes: new Uint8Array(4) } as const]]);
  const target = join(folder, 'bad', 'x.safetensors');
  await expect(writeSafetensors(target, bad)).rejects.toThrow(/Expected tensor "x" to have 8 bytes/);
  expect(existsSync(target)).toBe(false);
  expect(readdirSync(join(folder, 'new'))).toEqual(['x.safetensors']);
});

function readAll(source: string): {
  tensors: Map<string, HostTensor>;
  metadata: Readonly<Record<string, string>>;
} {
  const file = readSafetensors(source);
  const tensors = new Map([...file.tensors.keys()].map((name) => [name, file.read(name)]));
  file.close();
  return { tensors, metadata: file.metadata };
}
