import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workspaceRoot } from '@lamella/core';

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

test('an index without a map', () => {
  writeIndex(['a']);
  expect(() => openCheckpoint(folder)).toThrow(/Expected "weight_map" in .* to map tensor names to files/);
});

test('no weights', () => {
  writeFileSync(join(folder, 'config.json'), '{}');
  expect(() => openCheckpoint(folder)).toThrow(
    `Expected model.safetensors or ${indexFile} or pytorch_model.bin or pytorch_model.bin.index.json in ${folder}, found config.json.`,
  );
  expect(() => openCheckpoint(join(folder, 'none'))).toThrow(/a folder that does not exist/);
});
