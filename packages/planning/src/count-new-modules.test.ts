import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { readJsonObject, readSafetensors, writeSafetensors } from '@lamella/files';
import { loadModel } from '@lamella/models';
import { countNewModules } from './count-new-modules.ts';

const root = mkdtempSync(join(tmpdir(), 'lamella-new-modules-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A copy of a fixture without some weights, and with names of a bare body's if asked for. */
async function copyWithout(family: string, left: RegExp, bodyPrefix = ''): Promise<string> {
  const folder = mkdtempSync(join(root, family));
  cpSync(join(workspaceRoot(), 'fixtures', family), folder, { recursive: true });
  const path = join(folder, 'model.safetensors');
  const file = readSafetensors(path);
  const kept = [...file.tensors.keys()].filter((name) => !left.test(name));
  const named = kept.map((name) => [name.replace(bodyPrefix, ''), file.read(name)] as const);
  file.close();
  await writeSafetensors(path, new Map(named), {});
  return folder;
}

const countIn = (folder: string): number | undefined =>
  countNewModules({ folder, config: readJsonObject(join(folder, 'config.json')) });

/** What a training of the head alone trains besides it, by the model as it is loaded. */
function trainedBesideHead(folder: string): number {
  const model = loadModel(folder, { head: 'classification' });
  const [all, head] = [true, false].map((trainsNewModules) => {
    const { trainable, remove } = adaptModel(model, { kind: 'head', trainsNewModules });
    const numbers = trainable.reduce((sum, { size }) => sum + size, 0);
    remove();
    return numbers;
  });
  model.dispose();
  return (all ?? NaN) - (head ?? NaN);
}

test.each([
  ['bert', /^(classifier|bert\.pooler)\./, ''],
  ['bert', /^(classifier|bert\.pooler)\./, 'bert.'],
  ['bert', /^classifier\./, 'bert.'],
  ['bert', /^$/, ''],
  ['deberta', /^(classifier|pooler)\./, ''],
  ['deberta', /^classifier\./, ''],
  ['modernbert', /^(classifier|head)\./, ''],
  ['modernbert', /^classifier\./, ''],
  ['roberta', /^classifier\./, ''],
])('%s without %s, named without %j: as many parameters as are trained', async (family, left, prefix) => {
  const folder = await copyWithout(family, left, prefix);
  const count = countIn(folder);
  expect(count).toBe(trainedBesideHead(folder));
  expect(count === 0).toBe(!/pooler|head/.test(left.source));
});

test('without weights it is not known, but for models without such modules', () => {
  const configOf = (family: string) =>
    readJsonObject(join(workspaceRoot(), 'fixtures', family, 'config.json'));
  expect(countNewModules({ config: configOf('bert') })).toBeUndefined();
  expect(countNewModules({ config: configOf('roberta') })).toBe(0);
  expect(countNewModules({ config: configOf('llama') })).toBe(0);
});
