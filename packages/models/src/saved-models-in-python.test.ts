import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceRoot } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { loadModel } from './load-model.ts';
import type { HeadKind } from './model.ts';
import { saveModel } from './save-model.ts';

interface Case {
  readonly name: string;
  readonly head: HeadKind;
  readonly config: object;
  readonly weights: string;
  readonly verdict: string;
}

const place = mkdtempSync(join(tmpdir(), 'lamella-saved-'));
afterAll(() => rmSync(place, { recursive: true }));

/** Loads every model of a pack and saves it. */
async function saveAll(pack: string, saved: string): Promise<number> {
  const { cases } = readJsonFile(join(pack, 'cases.json')) as { cases: readonly Case[] };
  const loading = cases.filter(({ verdict }) => verdict === 'equal');
  for (const { name, head, config, weights } of loading) {
    const source = join(saved, `${name}-source`);
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, 'config.json'), JSON.stringify(config));
    linkSync(join(pack, weights), join(source, 'model.safetensors'));
    const model = loadModel(source, { head });
    mkdirSync(join(saved, name));
    await saveModel(model, join(saved, name));
    model.dispose();
  }
  return loading.length;
}

const script = fileURLToPath(new URL('../fixtures/saved/compare_saved.py', import.meta.url));

describe.each(['equal_or_refused', 'written_by_transformers_5'])('models of %s, saved', (name) => {
  const pack = join(workspaceRoot(), 'fixtures', name, 'models');
  const saved = join(place, name);
  let count = 0;
  beforeAll(async () => {
    count = await saveAll(pack, saved);
  }, 300_000);

  describeWithPythons(
    'have the same logits in transformers',
    ['torch', 'transformers', 'safetensors'],
    (python) => {
      test('all of them', () => {
        const differences = Object.entries(
          JSON.parse(runPython(python, [script, pack, saved])) as Record<string, number>,
        );
        expect(differences).toHaveLength(count);
        expect(differences.filter(([, difference]) => !(difference < 1e-4))).toEqual([]);
      }, 300_000);
    },
  );
});
