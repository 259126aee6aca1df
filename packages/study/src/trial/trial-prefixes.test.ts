import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { hasSteadyRows } from '@lamella/engine';
import { loadModel } from '@lamella/models';
import { resolveTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { trialPrefixes } from './trial-prefixes.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-trial-prefixes-'));
const { XDG_CACHE_HOME, LAMELLA_FROZEN_LAYERS_CACHE } = process.env;
const cache = join(folder, 'lamella', 'frozen-layers');

beforeEach(() => void (process.env['XDG_CACHE_HOME'] = folder));
afterEach(() => {
  Object.assign(process.env, { XDG_CACHE_HOME: XDG_CACHE_HOME ?? '' });
  Object.assign(process.env, { LAMELLA_FROZEN_LAYERS_CACHE: LAMELLA_FROZEN_LAYERS_CACHE ?? '' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const hashes = { model: 'm', data: 'd', code: 'c' };

/** More than 4 MiB of states. */
const texts = Array.from({ length: 700 }, (_, id) => {
  const ids = Array.from({ length: 60 }, (__, i) => 5 + (i % 50));
  return { id, ids, typeIds: ids.map(() => 0), label: 0 };
});

/** What a trial differs by from another one: its spec, its seed, or content of what it reads. */
interface Changes extends Partial<typeof hashes> {
  readonly yaml?: string;
  readonly seed?: number;
}

/** The keys of the files that a trial begins for the texts. */
function keysOf({ yaml = '', seed = 1, ...changes }: Changes = {}): string[] {
  const at = { task: 'cola', method: 'all', layers: 1, rank: undefined, seed } as const;
  const trial = resolveTrial(exampleSpec(yaml), at, 4);
  const model = loadModel(join(workspaceRoot(), 'fixtures', 'roberta'), { head: 'classification', seed });
  const { rank } = trial.adapter as { readonly rank: number };
  const lora = { kind: 'lora', layers: [3], targets: ['query'], rank, alpha: 1, dropout: 0, seed } as const;
  const adapted = adaptModel(model, lora);
  const prefixes = trialPrefixes(trial, { hashes: { ...hashes, ...changes } }, { model, adapted });
  prefixes.of(texts, { layout: 'packed', passes: 2 });
  const names = readdirSync(folder, { recursive: true }).map(String);
  prefixes.dispose();
  adapted.remove();
  model.dispose();
  return names.flatMap((name) => /\.([0-9a-f]{64})\.vectors/.exec(name)?.[1] ?? []);
}

// Processors without steady rows keep nothing by themselves.
(hasSteadyRows() ? test : test.skip)('trials that differ above the frozen layers alone share a file', () => {
  const [key, ...others] = keysOf();
  expect(others).toEqual([]);
  for (const same of [
    { yaml: 'adapter: { rank: 3 }\n' },
    { yaml: 'training: { epochs: 9, learningRate: 1e-5 }\n' },
    { seed: 2 },
    { data: 'of other labels' },
  ])
    expect(keysOf(same)).toEqual([key]);
  const different = [
    keysOf({ yaml: 'training: { precision: bfloat16 }\n' }),
    keysOf({ yaml: 'quantization: nf4\n' }),
    keysOf({ model: 'other' }),
    keysOf({ code: 'other' }),
  ].flat();
  expect(new Set([key, ...different]).size).toBe(5);
  expect(readdirSync(cache)).toEqual([]);
});

test('without files, and where nothing is to be kept, none is begun', () => {
  expect(keysOf({ yaml: 'training: { keepFrozenPrefix: false }\n' })).toEqual([]);
  process.env['LAMELLA_FROZEN_LAYERS_CACHE'] = '0';
  expect(keysOf()).toEqual([]);
});
