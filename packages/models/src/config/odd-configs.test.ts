import { join } from 'node:path';
import { listenToWarnings, UserError, workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { readModelConfig } from '../load-model.ts';

type Fields = Readonly<Record<string, unknown>>;

const FAMILIES = ['bert', 'roberta', 'deberta', 'llama', 'llama3', 'mistral', 'gemma', 'llava', 'modernbert'];
const ODD = [0, 7, -1, 2.5, 1e308, -1e308, '3', '', true, [], [1], {}, { a: 1 }, null];

/** Every field of a config.json, those of its parts too, set to each odd value. */
function* oddOnes(config: Fields): Generator<Fields> {
  for (const [key, value] of Object.entries(config)) {
    if (key === 'model_type') continue;
    for (const odd of ODD) yield { ...config, [key]: odd };
    if (
      ['text_config', 'vision_config', 'rope_scaling', 'rope_parameters', 'full_attention'].includes(key) &&
      typeof value === 'object' &&
      value !== null
    )
      for (const part of oddOnes(value as Fields)) yield { ...config, [key]: part };
  }
}

/** Whether all numbers of a config are finite, and what is counted is. */
function isSound(config: object): boolean {
  return Object.entries(config).every(([key, value]) =>
    key === 'source' || typeof value !== 'number'
      ? true
      : Number.isFinite(value) && (!/^num|Size$/.test(key) || Number.isInteger(value)),
  );
}

test.each(FAMILIES)('%s: an odd value of any field gives a sound model, or one clear error', (family) => {
  const where = join(workspaceRoot(), 'fixtures', family, 'config.json');
  const stop = listenToWarnings(() => {});
  let [refused, read] = [0, 0];
  for (const config of oddOnes(readJsonFile(where) as Fields)) {
    try {
      expect(isSound(readModelConfig(config, where))).toBe(true);
      read++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused++;
    }
  }
  stop();
  expect(refused).toBeGreaterThan(50);
  expect(read).toBeGreaterThan(50);
});
