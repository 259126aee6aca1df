import { importanceMethods, isForwardMethod, readsDropFirst } from '@lamella/metrics/selection';
import { loadTokenizer, resolveModelFolder } from '@lamella/models';
import { encodeExamples, type EncodedExample } from '@lamella/datasets';
import type { ResolvedImportance } from '@lamella/spec';
import { loadTask } from '@lamella/tasks';
import {
  chooseSamples,
  type Importance,
  type ImportanceRun,
  measureImportance,
  measureImportances,
  measureVariants,
} from './measure-importance.ts';

let folder: string;
let decoder: string;
let examples: EncodedExample[];
beforeAll(async () => {
  folder = await resolveModelFolder('mini/roberta');
  decoder = await resolveModelFolder('mini/llama');
  const { splits } = await loadTask('cola', { kind: 'mini' });
  examples = await encodeExamples(splits.train.slice(0, 24), loadTokenizer(folder), { maxLength: 64 });
});

const common = { samples: 'all', maxLength: 64, batchSize: 8 } as const;
const gradients = { targets: ['query'], normalise: false, withRespectTo: 'weights', seed: 0 } as const;

function settingsOf(method: (typeof importanceMethods)[number]): ResolvedImportance {
  return isForwardMethod(method)
    ? { method, ...common, pooling: 'cls' }
    : { method, ...common, ...gradients };
}

function runOf(onBatch?: ImportanceRun['onBatch']): ImportanceRun {
  const task = { numLabels: 2, kind: 'classification', examples, padId: 1 } as const;
  return { modelFolder: folder, ...task, ...(onBatch && { onBatch }) };
}

/** The samples that are done after each batch of a pass: texts are packed into one. */
const onePass = [24];

function measure(method: (typeof importanceMethods)[number]): Importance {
  return measureImportance(settingsOf(method), runOf());
}

const measuredAlone = new Map<string, Importance>();

function alone(method: (typeof importanceMethods)[number]): Importance {
  const found = measuredAlone.get(method) ?? measure(method);
  measuredAlone.set(method, found);
  return found;
}

test.each(importanceMethods)('%s says how its values vary with the samples', (method) => {
  const { values, certainty, notes } = alone(method);
  if (certainty === undefined) throw new Error('Expected a certainty');
  expect(notes).toEqual([]);
  values.forEach((value, l) => {
    expect(certainty.lower[l]).toBeLessThanOrEqual(certainty.estimates[l] ?? NaN);
    expect(certainty.upper[l]).toBeGreaterThanOrEqual(certainty.estimates[l] ?? NaN);
    // Only the HSIC of CKA has a bias of few samples.
    if (method !== 'cka' && method !== 'rbf-cka') expect(certainty.estimates[l]).toBeCloseTo(value, 10);
  });
  expect(certainty.constantInputs).toEqual(readsDropFirst(method) ? [0] : []);
});

test('one pass gives what every method that needs one gave by itself, certainty included', () => {
  const forward = importanceMethods.filter(isForwardMethod);
  const backward = importanceMethods.filter((method) => !isForwardMethod(method));
  for (const methods of [forward, backward]) {
    const done: number[] = [];
    const [first = 'cka'] = methods;
    const found = measureImportances(
      settingsOf(first),
      methods,
      runOf((count) => done.push(count)),
    );
    expect(done).toEqual(onePass);
    expect(found.map(({ method }) => method)).toEqual(methods);
    for (const { method, values, certainty } of found) {
      const expected = alone(method);
      expect({ values, certainty }).toEqual({ values: expected.values, certainty: expected.certainty });
    }
  }
});

test('variants of pooling and number of samples come from one pass, as each does by itself', () => {
  const base = { method: 'cka', ...common } as const;
  const variants = [
    { ...base, pooling: 'cls' },
    { ...base, pooling: 'mean' },
    { ...base, pooling: 'last-content' },
    { ...base, pooling: 'cls', samples: { first: 16 } },
  ] as const;
  const done: number[] = [];
  const found = measureVariants(
    variants,
    runOf((count) => done.push(count)),
  );
  expect(done).toEqual([8, 16, 24]);
  expect(found.map(({ numSamples }) => numSamples)).toEqual([24, 24, 24, 16]);
  variants.forEach((settings, i) => {
    const expected = measureImportance(settings, runOf());
    expect(found[i]?.certainty?.constantInputs).toEqual(expected.certainty?.constantInputs);
    found[i]?.values.forEach((value, l) => expect(value).toBeCloseTo(expected.values[l] ?? NaN, 5));
  });
});

test('importance with several heads is the mean over them, with the values of each', () => {
  const settings = { ...settingsOf('gradient-norm'), heads: 3 } as ResolvedImportance;
  const done: number[] = [];
  const methods = ['gradient-norm', 'fim'] as const;
  const [norm, fim] = measureImportances(
    settings,
    methods,
    runOf((count) => done.push(count)),
  );
  expect(done).toEqual([...onePass, ...onePass, ...onePass]);
  expect(fim?.heads?.map(({ seed }) => seed)).toEqual([0, 1, 2]);
  expect(fim?.heads?.[0]?.values).toEqual(alone('fim').values);
  expect(fim?.heads?.[1]?.values).not.toEqual(fim?.heads?.[0]?.values);
  norm?.values.forEach((value, l) => {
    const ofHeads = norm.heads?.map(({ values }) => values[l] ?? NaN) ?? [];
    expect(value).toBeCloseTo(ofHeads.reduce((a, b) => a + b, 0) / 3, 12);
    expect(norm.certainty?.estimates[l]).toBeCloseTo(value, 12);
  });
});

test('several heads are refused where the checkpoint holds the head', () => {
  const settings = { ...settingsOf('fim'), heads: 2 } as ResolvedImportance;
  const known = examples.map((example) => ({ ...example, ids: example.ids.map((id) => id % 1000) }));
  const run: ImportanceRun = { ...runOf(), examples: known, kind: 'causal-lm', modelFolder: decoder };
  expect(() => measureImportance(settings, run)).toThrow(
    'Expected a model whose head is new for 2 heads, got one whose head its checkpoint holds: all would be the same. ' +
      'Leave `heads` out.',
  );
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
