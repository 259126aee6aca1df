import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal } from '@lamella/files';
import type { TrainingState } from '@lamella/training';
import { exampleState } from '../testing/example-state.ts';
import { findDamage, openCheckpointFiles, writeCheckpointFiles } from './checkpoint-files.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-checkpoint-'));
  folder = join(root, 'step-3-epoch-1');
});
afterEach(() => rmSync(root, { recursive: true }));

const inFolder = (name: string): string => join(folder, name);
const files = ['manifest.json', 'tensors.safetensors', 'training.json'];

test('a state comes back as it was', async () => {
  const state = exampleState(3);
  await writeCheckpointFiles(folder, 'k', state);
  expect(readdirSync(root)).toEqual(['step-3-epoch-1']);
  expect(readdirSync(folder).sort()).toEqual(files);
  expect(await findDamage(folder)).toBeUndefined();
  const open = await openCheckpointFiles(folder, 'k');
  if (open.kind !== 'whole') throw new Error('Expected a whole checkpoint');
  expect(open.state.numbers).toEqual(state.numbers);
  expect([...open.state.tensors].map(([name, { bytes }]) => [name, [...bytes]])).toEqual(
    [...state.tensors].map(([name, { bytes }]) => [name, [...bytes]]),
  );
  open.close();
  expect(await openCheckpointFiles(folder, 'another')).toEqual({ kind: 'other' });
});

test('a write that fails leaves nothing', async () => {
  const broken = {
    ...exampleState(3),
    tensors: new Map([['w', { dtype: 'float32', shape: [2], bytes: new Uint8Array(4) }]]),
  };
  await expect(writeCheckpointFiles(folder, 'k', broken as unknown as TrainingState)).rejects.toThrow(
    'to have 8 bytes',
  );
  expect(readdirSync(root)).toEqual([]);
});

test.each(files)('any damage to %s is found', async (name) => {
  await writeCheckpointFiles(folder, 'k', exampleState(3));
  const whole = readFileSync(inFolder(name));
  const find = async (): Promise<string | undefined> => {
    const [damage, open] = [await findDamage(folder), await openCheckpointFiles(folder, 'k')];
    expect(open).toEqual({ kind: 'damaged', reason: damage });
    writeFileSync(inFolder(name), whole);
    return damage;
  };
  for (let position = 0; position < whole.length; position += 7) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(position) ^ (1 << (position % 8)), position);
    writeFileSync(inFolder(name), flipped);
    expect(await find()).toContain(name);
  }
  for (const size of [0, 1, whole.length - 1]) {
    truncateSync(inFolder(name), size);
    expect(await find()).toContain(name);
  }
  rmSync(inFolder(name));
  expect(await find()).toBe(`${name} is missing`);
});

test('what a later Lamella wrote, and what is none at all, is not read', async () => {
  await writeCheckpointFiles(folder, 'k', exampleState(3));
  const { seal: _, ...manifest } = JSON.parse(readFileSync(inFolder('manifest.json'), 'utf8')) as {
    seal: string;
  };
  const put = (content: object): void =>
    writeFileSync(inFolder('manifest.json'), JSON.stringify(seal(content)));
  put({ ...manifest, format: 99 });
  expect(await findDamage(folder)).toBe('a later Lamella wrote it, in format 99');
  put({ ...manifest, files: { '../elsewhere': 'x' } });
  expect(await findDamage(folder)).toBe('manifest.json is no manifest of a checkpoint');
});
