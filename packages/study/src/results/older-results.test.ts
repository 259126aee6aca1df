import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSpec } from '@lamella/spec';
import { acceptOtherCode } from './accepted-code.ts';
import { runExperiment } from '../run-experiment.ts';
import { fakePool } from '../testing/fake-trial.ts';

/** Results of format 1 and their spec. */
const older = fileURLToPath(new URL('../../fixtures/format-1', import.meta.url));

test('a folder of results of format 1 is taken as it is, and no byte of them changes', async () => {
  const runsFolder = mkdtempSync(join(tmpdir(), 'lamella-older-'));
  const folder = join(runsFolder, 'glue-mini');
  const isResult = (name: string): boolean => name.endsWith('.json') && name.includes('-seed');
  const contents = (place: string): string[] =>
    readdirSync(place)
      .filter(isResult)
      .map((name) => readFileSync(join(place, name), 'utf8'));
  cpSync(join(older, 'results'), folder, { recursive: true });
  const before = contents(folder);
  expect(new Set(before.map((text) => (JSON.parse(text) as { format: number }).format))).toEqual(
    new Set([1]),
  );
  await acceptOtherCode(folder, true);
  const spec = await readSpec(join(older, 'mini.yaml'));
  const summary = await runExperiment(spec, {
    runsFolder,
    pool: fakePool(() => Promise.reject(new Error('Nothing is to run'))),
    ...{ workers: 1, threads: 1, signal: new AbortController().signal, stream: { write: () => {} } },
  });
  expect(summary).toMatchObject({ total: 4, reused: 4, failed: [], left: [] });
  expect(contents(folder)).toEqual(before);
  rmSync(runsFolder, { recursive: true });
});
