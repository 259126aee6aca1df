import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { Batch } from '@lamella/datasets';
import { readJsonFile } from '@lamella/files';
import { loadModel } from '@lamella/models';
import { openReference } from '../testing/reference.ts';
import { measureCka, measureRepresentations } from './measure-representations.ts';

const fixture = readJsonFile(join(workspaceRoot(), 'fixtures/metrics/block_influence.json')) as {
  readonly block_influence: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
};

test.each([
  ['roberta', 'cls', 'position'],
  ['roberta', 'mean', 'mean'],
  ['bert', 'cls', 'position'],
] as const)('%s, %s: CKA and Block Influence come from one pass', (family, pooling, key) => {
  const reference = openReference(family, 'importance');
  const model = loadModel(reference.folder, { head: 'classification' });
  let passes = 0;
  function* batches(): Generator<Batch> {
    passes += 1;
    for (const start of [0, 20, 40])
      yield reference.batch('samples/', { start, size: Math.min(20, 48 - start) });
  }
  const { hiddenSize } = model.config;
  try {
    for (const numSamples of [hiddenSize, hiddenSize + 1]) {
      const methods = ['cka', 'block-influence'] as const;
      passes = 0;
      const [cka, measured] = measureRepresentations(model, batches(), {
        methods,
        pooling,
        numSamples,
      });
      expect(passes).toBe(1);
      expect(cka?.values).toEqual(measureCka(model, batches(), { pooling, numSamples }));
      const expected = fixture.block_influence[family]?.[key] ?? [];
      const influence = measured?.values ?? [];
      expect(influence).toHaveLength(expected.length);
      influence.forEach((value, l) => expect(Math.abs(value - (expected[l] ?? NaN))).toBeLessThan(1e-5));
    }
  } finally {
    model.dispose();
  }
});
