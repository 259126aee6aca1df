import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { exampleSpec } from '@lamella/spec/testing';
import {
  addParts,
  experimentBefore,
  readExperimentFile,
  runFolder,
  setAsideDamagedExperiment,
  trialsOf,
  writeExperimentFile,
} from './experiment-folder.ts';

const spec = exampleSpec();

test('a run with a name of its own lies beside the others', () => {
  expect(runFolder('/runs', 'glue-mini')).toBe('/runs/glue-mini');
  expect(runFolder('/runs', 'glue-mini', 'short')).toBe('/runs/glue-mini@short');
});

test('what is written is read, with what was typed and asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-experiment-'));
  const experiment = { spec, numLayers: 8, typed: { set: ['a=1'] }, parts: [{ seeds: [1] }] };
  await writeExperimentFile(folder, experiment);
  expect(readExperimentFile(folder)).toEqual(experiment);
  expect(readExperimentFile(join(folder, 'none'))).toBeUndefined();
  rmSync(folder, { recursive: true });
});

test.each([
  [
    'half of it',
    (text: string) => text.slice(0, text.length / 2),
    /got a damaged file: line \d+:\d+: not valid JSON/,
  ],
  ['another number', (text: string) => text.replace('"numLayers": 8', '"numLayers": 9'), /says its hash/],
  ['no spec', () => '{"numLayers": 8}', /it has no spec, or no number of layers/],
])('%s is refused with the reason, and kept aside by the next run', async (_name, damage, reason) => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-experiment-'));
  const path = join(folder, 'experiment.json');
  await writeExperimentFile(folder, { spec, numLayers: 8 });
  writeFileSync(path, damage(readFileSync(path, 'utf8')));
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  expect(() => readExperimentFile(folder)).toThrow(reason);
  expect(experimentBefore(folder)).toBeUndefined();
  await setAsideDamagedExperiment(folder);
  await setAsideDamagedExperiment(folder);
  stop();
  expect(warnings).toEqual([
    expect.stringMatching(/It is kept as experiment\.json\.damaged, and it is written anew/),
  ]);
  expect(readdirSync(folder)).toEqual(['experiment.json.damaged']);
  rmSync(folder, { recursive: true });
});

test('a file without a seal, of an earlier version, is taken as it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-experiment-'));
  writeFileSync(join(folder, 'experiment.json'), JSON.stringify({ spec, numLayers: 8 }));
  expect(readExperimentFile(folder)).toEqual({ spec, numLayers: 8 });
  rmSync(folder, { recursive: true });
});

test('parts add up, and those of methods that a spec no longer has are left out', () => {
  const [cka, seed] = [{ methods: ['cka'] }, { seeds: [7] }];
  expect(addParts([], [cka], spec)).toEqual([cka]);
  expect(addParts([cka, { methods: ['gone'] }], [seed, cka], spec)).toEqual([cka, seed]);
  const idsOf = (parts: Parameters<typeof addParts>[0]): number =>
    trialsOf({ spec, numLayers: 8, parts }).length;
  expect(idsOf([{}])).toBe(24);
  expect(idsOf([cka])).toBe(8);
  expect(idsOf([cka, seed])).toBe(8 + 12);
});

test('models have their own numbers of layers', () => {
  const sweep = { ...spec.sweep, layers: [0.5], seed: [1], model: ['/models/small', 'org/large'] };
  const numLayersOf = { small: 6, 'org/large': 12 };
  const trials = trialsOf({ spec: { ...spec, sweep }, numLayers: 6, numLayersOf });
  expect(trials.filter(({ id }) => id.startsWith('cola-cka')).map(({ id }) => id)).toEqual([
    'cola-cka-n3-r8-small-seed1',
    'cola-cka-n6-r8-org-large-seed1',
  ]);
});
