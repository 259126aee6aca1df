import { importanceMethods } from '@lamella/metrics/selection';
import { loadTokenizer, resolveModelFolder } from '@lamella/models';
import { encodeExamples, type EncodedExample } from '@lamella/datasets';
import type { ResolvedImportance } from '@lamella/spec';
import { loadTask } from '@lamella/tasks';
import { chooseSamples, type Importance, measureImportance } from './measure-importance.ts';

let folder: string;
let examples: EncodedExample[];
beforeAll(async () => {
  folder = await resolveModelFolder('mini/roberta');
  const { splits } = await loadTask('cola', { kind: 'mini' });
  examples = await encodeExamples(splits.train.slice(0, 24), loadTokenizer(folder), { maxLength: 64 });
});

function measure(method: (typeof importanceMethods)[number]): Importance {
  const common = { samples: 'all', maxLength: 64, batchSize: 8 } as const;
  const settings: ResolvedImportance =
    method === 'fim'
      ? { method, ...common, targets: ['query'], normalise: false, withRespectTo: 'weights', seed: 0 }
      : { method, ...common, pooling: 'cls' };
  return measureImportance(settings, {
    modelFolder: folder,
    numLabels: 2,
    kind: 'classification',
    examples,
    padId: 1,
  });
}

test.each(importanceMethods)('%s says how its values vary with the samples, the same each time', (method) => {
  const { values, certainty, notes } = measure(method);
  if (certainty === undefined) throw new Error('Expected a certainty');
  expect(notes).toEqual([]);
  values.forEach((value, l) => {
    expect(certainty.lower[l]).toBeLessThanOrEqual(certainty.estimates[l] ?? NaN);
    expect(certainty.upper[l]).toBeGreaterThanOrEqual(certainty.estimates[l] ?? NaN);
    // Only CKA has a bias of few samples.
    if (method !== 'cka') expect(certainty.estimates[l]).toBeCloseTo(value, 10);
  });
  expect(certainty.constantInputs).toEqual(method === 'cka' ? [0] : []);
  expect(measure(method).certainty).toEqual(certainty);
});

test('samples are all, the first, or a seeded random choice', () => {
  const first = examples.slice(0, 3);
  expect(chooseSamples(examples, 'all')).toEqual(examples);
  expect(chooseSamples(examples, { first: 3 })).toEqual(first);
  const random = chooseSamples(examples, { random: 3, seed: 1 });
  expect(random).toHaveLength(3);
  expect(random).toEqual(chooseSamples(examples, { random: 3, seed: 1 }));
  expect(random).not.toEqual(first);
});
