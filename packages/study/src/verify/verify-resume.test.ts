import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import { exampleOutcome } from '../testing/example-results.ts';
import { verifyResume, type VerifyReport } from './verify-resume.ts';

// Starting a process takes long on a busy machine.
import.meta.jest.setTimeout(60_000);

const yaml = `
name: example
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola]
methods: { full: { tuning: full } }
sweep: { seed: [1] }
`;
const [trial] = expandSweep(parseSpec(yaml, 'example.yaml'), 8) as [ResolvedTrial];
const worker = fileURLToPath(new URL('../../fixtures/count-steps.mjs', import.meta.url));
const outcome = exampleOutcome(trial);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-verify-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const runs: (readonly [number, boolean])[] = [];

function verify(env: Readonly<Record<string, string>>, seen: string[] = []): Promise<VerifyReport> {
  const told = JSON.stringify({ ...outcome, cost: { ...outcome.cost, steps: 12 } });
  const command = { file: process.execPath, args: [worker], env: { OUTCOME: told, ...env } };
  return verifyResume({
    ...{ trial, command, folder, kills: 2, seed: 1 },
    onKill: (count, at) => seen.push(`${count} ${at}`),
    onRun: (count, isSame) => runs.push([count, isSame]),
  });
}

test('a trial that goes on after kills is the same, and the kills are told', async () => {
  const seen: string[] = [];
  const report = await verify({}, seen);
  expect(report).toMatchObject({ trial: trial.id, kills: 2, isSame: true, warnings: [] });
  expect(seen).toHaveLength(2);
  expect(runs).toEqual(Array.from({ length: report.killedRuns }, (_, i) => [i + 1, true]));
  expect(Object.values(report.killsAt).reduce((a, b) => a + b)).toBe(2);
  expect(report.parts.map(({ killed }) => killed.length)).toEqual(report.parts.map(() => report.killedRuns));
});

test('a difference is found', async () => {
  const { isSame, parts } = await verify({ FORGETS: '1' });
  expect(isSame).toBe(false);
  expect(parts.filter((part) => !part.isSame).map(({ part }) => part)).toEqual(['scores']);
});
