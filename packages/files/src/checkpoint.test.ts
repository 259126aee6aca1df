import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { UserError, workspaceRoot } from '@lamella/core';
import fc from 'fast-check';

import { openCheckpoint } from './checkpoint.ts';
import { float32Tensor } from './safetensors/host-tensor.ts';
import { writeSafetensors } from './safetensors/write-safetensors.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-checkpoint-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const tensor = (value: number) => float32Tensor([1], Float32Array.of(value));
const indexFile = 'model.safetensors.index.json';

function writeIndex(weightMap: unknown): void {
  writeFileSync(
    join(folder, indexFile),
    JSON.stringify({ metadata: { total_size: 8 }, weight_map: weightMap }),
  );
}

test('one file', () => {
  const checkpoint = openCheckpoint(join(workspaceRoot(), 'fixtures/bert'));
  const name = 'bert.embeddings.word_embeddings.weight';
  expect(checkpoint.names()).toContain(name);
  const { shape } = checkpoint.entry(name);
  expect(shape).toHaveLength(2);
  expect(checkpoint.read(name).shape).toEqual(shape);
  expect(() => checkpoint.read('bert.embeddings.word_embedding.weight')).toThrow(`Did you mean "${name}"?`);
  checkpoint.close();
});

test('several files', async () => {
  await writeSafetensors(
    join(folder, 'model-1.safetensors'),
    new Map([
      ['a', tensor(1)],
      ['b', tensor(2)],
    ]),
  );
  await writeSafetensors(join(folder, 'model-2.safetensors'), new Map([['c', tensor(3)]]));
  writeIndex({ a: 'model-1.safetensors', c: 'model-2.safetensors', d: 'model-2.safetensors' });
  const checkpoint = openCheckpoint(folder);
  expect(checkpoint.names()).toEqual(['a', 'c', 'd']);
  expect(checkpoint.read('c')).toEqual(tensor(3));
  expect(checkpoint.entry('a').dtype).toBe('float32');
  expect(() => checkpoint.read('b')).toThrow(`Expected a tensor "b" in ${join(folder, indexFile)}`);
  expect(() => checkpoint.read('d')).toThrow(
    `Expected a tensor "d" in ${join(folder, 'model-2.safetensors')}`,
  );
  checkpoint.close();
});

describe('weights of PyTorch', () => {
  const fixtures = join(workspaceRoot(), 'fixtures/files');
  const name = 'roberta.encoder.layer.0.attention.self.query.weight';

  test('one file, and safetensors are preferred', async () => {
    cpSync(join(fixtures, 'bin', 'pytorch_model.bin'), join(folder, 'pytorch_model.bin'));
    const checkpoint = openCheckpoint(folder);
    expect(checkpoint.names()).toHaveLength(76);
    expect(checkpoint.entry(name).shape).toEqual([32, 32]);
    expect(checkpoint.read(name).shape).toEqual([32, 32]);
    checkpoint.close();
    await writeSafetensors(join(folder, 'model.safetensors'), new Map([['a', tensor(1)]]));
    const preferred = openCheckpoint(folder);
    expect(preferred.names()).toEqual(['a']);
    preferred.close();
  });

  test('several files', () => {
    cpSync(join(fixtures, 'bin', 'pytorch_model.bin'), join(folder, 'pytorch_model-1.bin'));
    cpSync(join(fixtures, 'bin-legacy', 'pytorch_model.bin'), join(folder, 'pytorch_model-2.bin'));
    const map = { [name]: 'pytorch_model-1.bin', 'shared.view': 'pytorch_model-2.bin' };
    writeFileSync(join(folder, 'pytorch_model.bin.index.json'), JSON.stringify({ weight_map: map }));
    const checkpoint = openCheckpoint(folder);
    expect(checkpoint.names()).toEqual([name, 'shared.view']);
    expect(checkpoint.read('shared.view').shape).toEqual([2, 32]);
    checkpoint.close();
  });
});

test('missing files are all named', () => {
  writeIndex({ a: 'model-2.safetensors', b: 'model-1.safetensors', c: 'model-2.safetensors' });
  expect(() => openCheckpoint(folder)).toThrow(
    `names files that are missing in ${folder}: model-1.safetensors, model-2.safetensors. Download them again.`,
  );
});

test.each(['../x.safetensors', '/etc/passwd', 'sub/x.safetensors', '..', '', 'a\\b', 3, null])(
  'an index that points to %j is refused',
  (shard) => {
    writeIndex({ a: shard });
    expect(() => openCheckpoint(folder)).toThrow(
      `for tensor "a", got ${JSON.stringify(shard)}. The index must not point elsewhere.`,
    );
  },
);

test('names of Object.prototype are names like any other', async () => {
  const names = ['__proto__', 'constructor', 'toString'];
  const tensors = new Map(names.map((name, i) => [name, tensor(i)]));
  await writeSafetensors(join(folder, 'model-1.safetensors'), tensors);
  // Written as text: in an object of ours, `__proto__` would not be a key.
  const map = names.map((name) => `"${name}": "model-1.safetensors"`).join();
  writeFileSync(join(folder, indexFile), `{"weight_map": {${map}}}`);
  const checkpoint = openCheckpoint(folder);
  expect(checkpoint.names()).toEqual(names);
  expect(names.map((name) => checkpoint.read(name))).toEqual([tensor(0), tensor(1), tensor(2)]);
  expect(({} as Record<string, unknown>)['dtype']).toBeUndefined();
  checkpoint.close();
});

// In the hub's cache every file is a link to a blob elsewhere; nothing that is downloaded can make one.
test('links are followed to files, and to nothing else', async () => {
  await writeSafetensors(join(folder, 'blob'), new Map([['a', tensor(1)]]));
  symlinkSync('blob', join(folder, 'model-1.safetensors'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('pipe', join(folder, 'model-2.safetensors'));
  symlinkSync('/dev/zero', join(folder, 'model-3.safetensors'));
  writeIndex({ a: 'model-1.safetensors', b: 'model-2.safetensors', c: 'model-3.safetensors' });
  const checkpoint = openCheckpoint(folder);
  expect(checkpoint.read('a')).toEqual(tensor(1));
  for (const [name, file] of [
    ['b', 'model-2.safetensors'],
    ['c', 'model-3.safetensors'],
  ] as const)
    expect(() => checkpoint.read(name)).toThrow(
      `Expected a file at ${join(folder, file)}, got a pipe, a socket or a device.`,
    );
  checkpoint.close();
});

test('any index is either sound or a clear error', async () => {
  await writeSafetensors(join(folder, 'x'), new Map([['a', tensor(1)]]));
  const file = fc.oneof(
    fc.constantFrom('x', './x', '../x', 'x/../x', '/x', 'x\0', ' x', '.'),
    fc.jsonValue(),
  );
  const index = fc.oneof(
    fc.record({ weight_map: fc.dictionary(fc.string(), file) }).map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string(),
  );
  fc.assert(
    fc.property(index, (text) => {
      writeFileSync(join(folder, indexFile), text);
      try {
        const checkpoint = openCheckpoint(folder);
        for (const name of checkpoint.names()) expect(checkpoint.read(name)).toEqual(tensor(1));
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 300 },
  );
});

test('an index without a map', () => {
  writeIndex(['a']);
  expect(() => openCheckpoint(folder)).toThrow(/Expected "weight_map" in .* to map tensor names to files/);
});

test('no weights', () => {
  writeFileSync(join(folder, 'config.json'), '{}');
  expect(() => openCheckpoint(folder)).toThrow(
    `Expected model.safetensors or ${indexFile} or pytorch_model.bin or pytorch_model.bin.index.json in ${folder}, got config.json.`,
  );
  expect(() => openCheckpoint(join(folder, 'none'))).toThrow(/a folder that does not exist/);
});
