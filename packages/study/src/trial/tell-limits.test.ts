import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveModelFolder } from '@lamella/models';
import type { TrialLimits } from '@lamella/planning/cost';
import { type LimitsChoice, resolveTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { tellLimits } from './tell-limits.ts';
import type { TrialTask } from './trial-task.ts';

const cacheBefore = process.env['XDG_CACHE_HOME'];
let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'lamella-limits-'));
  process.env['XDG_CACHE_HOME'] = cache;
});
afterAll(() => {
  if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = cacheBefore;
  rmSync(cache, { recursive: true });
});

async function told(limits: LimitsChoice): Promise<TrialLimits[]> {
  const heard: TrialLimits[] = [];
  const at = { task: 'cola', method: 'all', layers: 0.5, rank: undefined, seed: 1 } as const;
  const trial = resolveTrial(exampleSpec('training: { epochs: 3 }\n'), at, 8);
  const train: TrialTask['train'] = [{ id: 0, ids: [1, 2], typeIds: [0, 0], label: 0 }];
  const folder = await resolveModelFolder('mini/roberta');
  const limiting = { limits, onLimits: (found: TrialLimits) => heard.push(found) };
  await tellLimits(trial, { folder, task: { train, scored: train.slice(0, 1), numLabels: 2 } }, { limiting });
  return heard;
}

test('nothing is predicted on a machine that has never been measured, or where the spec says all', async () => {
  expect(await told({})).toEqual([]);
  expect(await told({ minutes: 1, memory: 1, factor: 2 })).toEqual([]);
});

test('a factor has the machine measured', async () => {
  const [limits] = await told({ factor: 2 });
  // A trial of two examples takes a second, and a minute is the least.
  expect(limits?.seconds).toBe(60);
  expect(limits?.memoryBytes).toBeGreaterThan(2 ** 28);
});
