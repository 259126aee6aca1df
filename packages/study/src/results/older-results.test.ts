import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readSpec } from '@lamella/spec';
import { acceptOtherCode } from './accepted-code.ts';
import { runExperiment } from '../run-experiment.ts';
import { fakePool } from '../testing/fake-trial.ts';

test('a folder of results of format 1 is taken as it is, and no byte of them changes', async () => {
  const runsFolder = mkdtempSync(join(tmpdir(), 'lamella-older-'));
  const [published, folder] = [
    join(workspaceRoot(), 'results/published/glue-mini'),
    join(runsFolder, 'glue-mini'),
  ];
  const isResult = (name: string): boolean => name.endsWith('.json') && name.includes('-seed');
  const contents = (place: string): string[] =>
    readdirSync(place)
      .filter(isResult)
      .map((name) => readFileSync(join(place, name), 'utf8'));
  cpSync(published, folder, { recursive: true });
  const before = contents(folder);
  expect(new Set(before.map((text) => (JSON.parse(text) as { format: number }).format))).toEqual(
    new Set([1]),
  );
  await acceptOtherCode(folder, true);
  const spec = await readSpec(join(workspaceRoot(), 'experiments/specs/glue/mini.yaml'));
  const summary = await runExperiment(spec, {
    runsFolder,
    pool: fakePool(() => Promise.reject(new Error('Nothing is to run'))),
    ...{ workers: 1, threads: 1, signal: new AbortController().signal, stream: { write: () => {} } },
  });
  expect(summary).toMatchObject({ total: 90, reused: 90, failed: [], left: [] });
  expect(contents(folder)).toEqual(before);
  rmSync(runsFolder, { recursive: true });
});
