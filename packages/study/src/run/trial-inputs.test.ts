import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { codeVersion } from '../code/code-version.ts';
import type { Inputs } from '../inputs/find-inputs.ts';
import { inputsOf, keepParts, partFinder } from './trial-inputs.ts';

const trials = expandSweep(exampleSpec(), 8);
const [trial] = trials;
const found = (model: string, parts?: Readonly<Record<string, string>>): Inputs => ({
  trials,
  modelOf: () => ({ config: {}, numLayers: 8, hash: model }),
  dataOf: () => ({ hash: `data of ${model}`, numTrain: 1, ...(parts && { parts }) }),
});

test('the inputs of a trial are unknown as long as its model or data are', () => {
  if (trial === undefined) throw new Error('Expected a trial');
  const inputs = found('m');
  expect(inputsOf(trial, inputs)).toEqual({ code: codeVersion().version, model: 'm', data: 'data of m' });
  expect(inputsOf(trial, { ...inputs, dataOf: () => undefined })).toBeUndefined();
  const modelOf: Inputs['modelOf'] = () => ({ config: {}, numLayers: 8, hash: undefined });
  expect(inputsOf(trial, { ...inputs, modelOf })).toBeUndefined();
});

test('parts are kept once for all trials, and compared with those of now', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-inputs-'));
  await keepParts(folder, found('before', { train: 'sha256:1' }));
  expect(readdirSync(join(folder, 'inputs'))).toHaveLength(2);
  const findParts = partFinder(folder, found('now', { train: 'sha256:2' }));
  expect(findParts('data of before', 'data of now')).toEqual([
    { name: 'train', from: 'sha256:1', to: 'sha256:2' },
  ]);
  expect(findParts('data of before', 'unknown')).toBeUndefined();
  expect(findParts('before', 'now')).toBeUndefined();
  rmSync(folder, { recursive: true });
});
