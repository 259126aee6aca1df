import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { adapterCases } from './adapters.ts';

const fixtures = join(workspaceRoot(), 'fixtures');
const pack = join(fixtures, 'equal_or_refused/adapters');

test('every adapter is loaded with PEFT’s logits, or refused by the field’s name', () => {
  const outcomes = [...adapterCases(pack)];
  expect(outcomes.length).toBeGreaterThan(30);
  expect(outcomes.filter(({ status }) => status !== 'holds')).toEqual([]);
});

test('a field that asks for nothing is no reason to refuse, and other logits are told', () => {
  const root = mkdtempSync(join(tmpdir(), 'lamella-adapters-'));
  const folder = join(root, 'equal_or_refused/adapters');
  cpSync(pack, folder, { recursive: true });
  for (const base of ['llama', 'mistral']) symlinkSync(join(fixtures, base), join(root, base));
  const change = (name: string, fields: object): void => {
    const path = join(folder, name, 'adapter_config.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...fields }));
  };
  change('alora', { alora_invocation_tokens: null });
  change('rslora', { use_rslora: false });
  const outcomes = [...adapterCases(folder)];
  const outcome = (name: string) => outcomes.find((each) => each.name.startsWith(`${name}:`));
  expect(outcome('alora')).toMatchObject({
    status: 'fails',
    detail: 'alora_invocation_tokens was passed over',
  });
  expect(outcome('rslora')).toMatchObject({ status: 'fails' });
  rmSync(root, { recursive: true });
});
