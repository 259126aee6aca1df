import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { type Batch, packBatches } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { openReference } from '../testing/reference.ts';
import { forwardImportance, type ForwardMethod } from '@lamella/metrics/selection';
import { measureCka, measureRepresentations } from './measure-representations.ts';

interface ImportanceJson {
  readonly cka: Readonly<Record<'position' | 'mean', { readonly linear: readonly number[] }>>;
}

describe.each(['roberta', 'bert', 'modernbert'])('%s', (family) => {
  const reference = openReference(family, 'importance');
  const { cka } = reference.json as ImportanceJson;
  const batches = [0, 20, 40].map((start) =>
    reference.batch('samples/', { start, size: Math.min(20, 48 - start) }),
  );
  let model: Model;
  beforeAll(() => {
    model = loadModel(reference.folder, { head: 'classification' });
  });
  afterAll(() => model.dispose());

  const expectClose = (found: readonly number[], expected: readonly number[]): void => {
    expect(found).toHaveLength(expected.length);
    found.forEach((value, l) => expect(Math.abs(value - (expected[l] ?? NaN))).toBeLessThan(1e-6));
  };

  test.each([
    ['cls', 'position', false],
    ['cls', 'position', true],
    ['mean', 'mean', false],
  ] as const)(
    '%s pooling gives the reference’s CKA from samples and from sums (eager: %3$s)',
    (pooling, key, isEager) => {
      const { hiddenSize } = model.config;
      for (const numSamples of [hiddenSize, hiddenSize + 1])
        expectClose(measureCka(model, batches, { pooling, numSamples, isEager }), cka[key].linear);
    },
  );

  test.each([false, true])('packed texts give the reference’s CKA (eager: %s)', (isEager) => {
    const packed = packBatches(reference.examples('samples/', 48), { padId: 0, rowLength: 40, maxRows: 4 });
    const batches = [...packed];
    expect(batches.at(-1)?.weights).toContain(0);
    for (const numSamples of [1, 48])
      expectClose(measureCka(model, batches, { pooling: 'cls', numSamples, isEager }), cka.position.linear);
  });

  test('packed texts are refused by other poolings', () => {
    const packed = packBatches(reference.examples('samples/', 4), { padId: 0, rowLength: 40, maxRows: 4 });
    expect(() => measureCka(model, packed, { pooling: 'mean', numSamples: 4 })).toThrow(
      'Expected rows of one text each for pooling "mean", got packed ones',
    );
  });

  test.each([1, 48])('rows that fill up batches do not count; asked for %d samples', (numSamples) => {
    const filled = batches.map(fillUp);
    expectClose(measureCka(model, filled, { pooling: 'cls', numSamples }), cka.position.linear);
  });

  test('all methods come from one pass, those that start the same measure share it', () => {
    const methods: ForwardMethod[] = ['cka', 'cka-debiased', 'rbf-cka', 'effective-rank', 'norm-growth'];
    for (const numSamples of [model.config.hiddenSize, 48]) {
      const done: number[] = [];
      const options = { pooling: 'mean', numSamples, onBatch: (n: number) => done.push(n) } as const;
      let measured: ReturnType<typeof measureRepresentations> = [];
      expectNoLeakedTensors(
        () => (measured = measureRepresentations(model, batches, { methods, ...options })),
      );
      expect(done).toEqual([20, 40, 48]);
      expect(measured.map(({ effects }) => effects)).toEqual(methods.map(() => undefined));
      methods.forEach((method, i) => {
        const request = { methods: [method], ...options, hasEffects: true };
        const [alone] = measureRepresentations(model, batches, request);
        expect(measured[i]?.values).toEqual(alone?.values);
        if (method === 'cka-debiased')
          alone?.effects?.estimates.forEach((value, l) => expect(1 - value).toBe(measured[i]?.values[l]));
      });
    }
  });

  test('a method that takes some of many samples takes as many, and the same each time', () => {
    const record = forwardImportance('rbf-cka');
    const replaced = import.meta.jest.replaceProperty(record, 'mostSamples', 11);
    try {
      const request = { methods: ['rbf-cka'], pooling: 'mean', numSamples: 48, hasEffects: true } as const;
      const [some] = measureRepresentations(model, batches, request);
      expect(some?.effects?.numSamples).toBe(11);
      expect(measureRepresentations(model, batches, request)).toEqual([some]);
    } finally {
      replaced.restore();
    }
  });

  test('tells how many samples are done, and leaves no tensors', () => {
    const done: number[] = [];
    expectNoLeakedTensors(() => {
      for (const numSamples of [10, 48])
        measureCka(model, batches.map(fillUp), { pooling: 'mean', numSamples, onBatch: (n) => done.push(n) });
    });
    expect(done).toEqual([20, 40, 48, 20, 40, 48]);
  });
});

/** The batch with rows of nonsense that carry no weight, 24 in all. */
function fillUp(batch: Batch): Batch {
  const missing = 24 - batch.size;
  const extend = (values: Int32Array, value: number): Int32Array =>
    Int32Array.from([...values, ...new Array<number>(missing * batch.length).fill(value)]);
  return {
    ...batch,
    size: 24,
    inputIds: extend(batch.inputIds, 7),
    attentionMask: extend(batch.attentionMask, 1),
    tokenTypeIds: extend(batch.tokenTypeIds, 0),
    labels: Float32Array.from([...batch.labels, ...new Array<number>(missing).fill(0)]),
    weights: Float32Array.from([...batch.weights, ...new Array<number>(missing).fill(0)]),
    exampleIds: Int32Array.from([...batch.exampleIds, ...new Array<number>(missing).fill(-1)]),
  };
}
