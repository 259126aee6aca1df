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

test('every part is a case or is told to be unsupported, and then asks for no tensors to be read', () => {
  const family = open();
  expect(findTrainingSections(family).map(({ name, kind, reason }) => [name, reason ?? kind])).toEqual([
    ['lora_random', 'random adapter'],
    ['lora', 'trajectory'],
    ['full', 'trajectory'],
    ['ga_hf', 'trajectory'],
    ['ga_mean', 'trajectory'],
    ['rslora', 'rsLoRA is not supported yet'],
    ['dora', 'DoRA is not supported yet'],
    ['pissa', 'PiSSA is not supported yet'],
    ['dora_random', 'DoRA is not supported yet'],
  ]);
  const unseen = new Set(family.train.unseen().map((name) => name.split('/')[0]));
  expect([...unseen].sort()).toEqual(['batches', 'full', 'ga_hf', 'ga_mean', 'lora', 'lora_random']);
  family.close();
});

test('a damaged run stays a case, so that it fails; a part of an unknown kind is told', () => {
  const json = JSON.parse(readFileSync(path, 'utf8'));
  delete json.lora.loss;
  writeFileSync(path, JSON.stringify({ ...json, cubist: { note: 'new' } }));
  const family = open();
  const sections = findTrainingSections(family);
  family.close();
  expect(sections).toContainEqual({ name: 'lora', kind: 'trajectory' });
  expect(sections).toContainEqual({
    name: 'cubist',
    kind: 'unsupported',
    reason: 'this kind of case is not known',
  });
});
