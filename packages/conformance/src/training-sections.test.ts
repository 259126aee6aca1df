import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { type FamilyReference, openFamily } from './family-reference.ts';
import { ENCODER_TOLERANCES } from './tolerances.ts';
import { findTrainingSections } from './training-sections.ts';

const folder = join(mkdtempSync(join(tmpdir(), 'lamella-sections-')), 'roberta');
const path = join(folder, 'train.json');
cpSync(join(workspaceRoot(), 'fixtures', 'roberta'), folder, { recursive: true });
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

function open(): FamilyReference {
  return openFamily(folder, { head: 'classification', position: 'cls', tolerances: ENCODER_TOLERANCES });
}

test('every part is a case', () => {
  const family = open();
  expect(findTrainingSections(family).map(({ name, kind, reason }) => [name, reason ?? kind])).toEqual([
    ['lora_random', 'random adapter'],
    ['lora', 'trajectory'],
    ['full', 'trajectory'],
    ['ga_hf', 'trajectory'],
    ['ga_mean', 'trajectory'],
    ['rslora', 'trajectory'],
    ['dora', 'trajectory'],
    ['pissa', 'trajectory'],
    ['dora_random', 'random adapter'],
  ]);
  family.close();
});

test('a damaged run stays a case, so that it fails; a part of an unknown kind is told, and asks for no tensors to be read', () => {
  const json = JSON.parse(readFileSync(path, 'utf8'));
  delete json.lora.loss;
  writeFileSync(path, JSON.stringify({ ...json, cubist: { note: 'new' } }));
  const family = open();
  const sections = findTrainingSections(family);
  const unseen = new Set(family.train.unseen().map((name) => name.split('/')[0]));
  family.close();
  expect([...unseen].sort()).toEqual(expect.arrayContaining(['batches', 'dora_random', 'lora', 'pissa']));
  expect(sections).toContainEqual({ name: 'lora', kind: 'trajectory' });
  expect(sections).toContainEqual({
    name: 'cubist',
    kind: 'unsupported',
    reason: 'this kind of case is not known',
  });
});
