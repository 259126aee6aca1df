import { adaptModel, findTargets, loraLinears } from '@lamella/adapters';
import { type Parameter, type Tensor, tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { packBatches } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { openReference } from '../testing/reference.ts';
import { measureFisher } from './fisher.ts';
import { fisherByLoop } from './fisher-by-loop.ts';

interface LayerJson {
  readonly sum: number;
  readonly mean: number;
  readonly per_weight: Readonly<Record<string, number>>;
}

interface FisherJson {
  readonly samples: number;
  readonly r: number;
  readonly alpha: number;
  readonly targets: readonly string[];
  readonly W_mean: { readonly layers: readonly LayerJson[] };
  readonly B_mean: { readonly layers: readonly LayerJson[] };
}

const ALL_MAPS = ['query', 'key', 'value', 'attention.output.dense', 'intermediate.dense', 'output.dense'];

/** Largest relative difference. */
function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...Array.from(expected, (value, i) => Math.abs((found[i] ?? NaN) / value - 1)));
}

describe.each([
  ['roberta', 'classification'],
  ['bert', 'regression'],
] as const)('%s', (family, kind) => {
  const reference = openReference(family, 'importance');
  const { fisher } = reference.json as { fisher: FisherJson };
  const { samples, targets, r: rank, alpha } = fisher;
  const batches = [0, 10, 20].map((start) =>
    reference.batch('samples/', { start, size: Math.min(10, samples - start) }),
  );
  const singles = Array.from({ length: samples }, (_, start) => {
    const { attentionMask } = reference.batch('samples/', { start, size: 1 });
    return reference.batch('samples/', { start, size: 1, length: attentionMask.reduce((a, b) => a + b, 0) });
  });
  const readA = (path: string): Tensor => {
    const { data, shape } = reference.read(`fisher/lora_A/base_model.model.${path}.lora_A.weight`);
    return tf.tensor(data, [...shape]);
  };
  let model: Model;
  beforeEach(() => {
    model = loadModel(reference.folder, { head: 'classification' });
  });
  afterEach(() => model.dispose());

  const paths = (): string[] =>
    findTargets(model, [...model.layers.keys()], targets).map(({ projection: { base } }) => base.path);

  test.each([
    ['W', false],
    ['W', true],
    ['B', false],
  ] as const)('of %s, in one pass over batches; eager: %s', (of, isEager) => {
    const matrices = new Map(paths().map((path) => [path, readA(path)]));
    const lora = { rank, factor: alpha / rank, a: (path: string) => matrices.get(path) as Tensor };
    const scores = expectNoLeakedTensors(() =>
      measureFisher(model, batches, { kind, targets, isEager, ...(of === 'B' && { lora }) }),
    );
    const expected = fisher[`${of}_mean`].layers;
    expect(
      relativeError(
        scores.layers,
        expected.map(({ sum }) => sum),
      ),
    ).toBeLessThan(1e-4);
    expect(
      relativeError(
        scores.perParameter,
        expected.map(({ mean }) => mean),
      ),
    ).toBeLessThan(1e-4);
    const perWeight = expected.flatMap((layer) => Object.entries(layer.per_weight));
    const found = perWeight.map(([name]) => scores.weights.get(name.replace(/\.weight$/, '')) ?? NaN);
    expect(
      relativeError(
        found,
        perWeight.map(([, sum]) => sum),
      ),
    ).toBeLessThan(1e-4);
    tf.dispose([...matrices.values()]);
  });

  test.each([
    ['W', false],
    ['W', true],
    ['B', false],
  ] as const)('of %s, of every map, packed as padded; eager: %s', (of, isEager) => {
    const maps = of === 'B' ? targets : ALL_MAPS;
    const matrices = new Map(paths().map((path) => [path, readA(path)]));
    const lora = of === 'B' && {
      lora: { rank, factor: alpha / rank, a: (path: string) => matrices.get(path) as Tensor },
    };
    const packed = [
      ...packBatches(reference.examples('samples/', samples), { padId: 0, rowLength: 40, maxRows: 3 }),
    ];
    const options = { kind, targets: maps, ...lora };
    const found = expectNoLeakedTensors(() => measureFisher(model, packed, { ...options, isEager }));
    const expected = measureFisher(model, batches, options);
    expect(packed.length).toBeGreaterThan(1);
    expect([...found.weights.keys()]).toEqual([...expected.weights.keys()]);
    expect(relativeError([...found.weights.values()], [...expected.weights.values()])).toBeLessThan(1e-4);
    expect(relativeError(found.layers, expected.layers)).toBeLessThan(1e-4);
    tf.dispose([...matrices.values()]);
  });

  test.each(['W', 'B'] as const)(
    'of %s by the loop: the diagonal is PyTorch’s, its sum that of the pass',
    (of) => {
      const first = `fisher/diag_${of}_mean/${paths()[0] ?? ''}.weight`;
      const parameters = of === 'W' ? weights(model) : matricesB(model);
      const diagonals = fisherByLoop(model, singles, { kind, parameters });
      const expected = reference.read(first).data;
      const diagonal = diagonals.get(parameters[0]?.name ?? '') ?? new Float64Array();
      const largest = Math.max(...expected);
      const differences = Array.from(
        expected,
        (value, i) => Math.abs((diagonal[i] ?? NaN) - value) / largest,
      );
      expect(differences.length).toBe(diagonal.length);
      expect(Math.max(...differences)).toBeLessThan(1e-4);
      const sums = parameters.map(({ name }) => diagonals.get(name)?.reduce((a, b) => a + b, 0) ?? NaN);
      const ofReference = fisher[`${of}_mean`].layers.flatMap((layer) => Object.values(layer.per_weight));
      expect(relativeError(sums, ofReference)).toBeLessThan(1e-4);
    },
  );

  function weights(base: Model): Parameter[] {
    return paths().map((path) => base.parameters.get(`${path}.weight`) as Parameter);
  }

  function matricesB(base: Model): Parameter[] {
    const layers = [...base.layers.keys()];
    const adapted = adaptModel(base, {
      kind: 'lora',
      layers,
      targets,
      rank,
      alpha,
      dropout: 0,
      seed: 0,
    });
    for (const { a, base: dense } of loraLinears(adapted)) tf.tidy(() => a.assign(readA(dense.path)));
    return loraLinears(adapted).map(({ b }) => b);
  }
});

describe('for whatever data', () => {
  const reference = openReference('roberta', 'importance');
  const batch = reference.batch('samples/', { start: 0, size: 12 });
  const targets = ['query', 'output.dense'];
  const options = { kind: 'classification', targets } as const;

  function withModel<T>(use: (model: Model) => T): T {
    const model = loadModel(reference.folder, { head: 'classification' });
    try {
      return use(model);
    } finally {
      model.dispose();
    }
  }

  test('rows without weight do not count', () => {
    withModel((model) => {
      const weights = Float32Array.from({ length: 12 }, (_, i) => (i < 5 ? 1 : 0));
      const filled = measureFisher(model, [{ ...batch, weights }], options);
      const few = measureFisher(model, [reference.batch('samples/', { start: 0, size: 5 })], options);
      expect(relativeError(filled.layers, few.layers)).toBeLessThan(1e-5);
    });
  });

  test('the model is as before: its maps are back, its weights unchanged', () => {
    withModel((model) => {
      const maps = model.layers.map(({ projections }) => [...projections.values()]);
      const done: number[] = [];
      measureFisher(model, [batch, batch], { ...options, onBatch: (n) => done.push(n) });
      expect(done).toEqual([12, 24]);
      expect(model.layers.map(({ projections }) => [...projections.values()])).toEqual(maps);
      expect(() => measureFisher(model, [batch], { ...options, targets: ['querry'] })).toThrow(
        'Unknown target module "querry"',
      );
    });
  });

  test('the loop takes one sample at a time', () => {
    withModel((model) => {
      const parameters = [model.parameters.get('classifier.out_proj.bias') as Parameter];
      expect(() => fisherByLoop(model, [batch], { kind: 'classification', parameters })).toThrow(
        'Expected one sample at a time, got 12',
      );
    });
  });
});
