import { tmpdir } from 'node:os';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { baseModelOf } from './base-model.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const snapshot = `/cache/models--org--name/snapshots/${commit}`;

test.each([
  ['mini/roberta', embeddedModelFolder('mini/roberta'), { name: embeddedModelFolder('mini/roberta') }],
  [tmpdir(), tmpdir(), { name: tmpdir() }],
  ['org/name', snapshot, { name: 'org/name', revision: commit }],
  [{ id: 'org/name', revision: 'v2' }, snapshot, { name: 'org/name', revision: commit }],
  [{ id: 'org/name', revision: 'v2' }, '/elsewhere', { name: 'org/name', revision: 'v2' }],
  ['org/name', '/elsewhere', { name: 'org/name' }],
] as const)('%j found in %s', (source, folder, expected) => {
  expect(baseModelOf(source, folder)).toEqual(expected);
});
