import { fixtureFolders, readJsonFixture } from '../testing/fixtures.ts';
import { FisherAccumulator } from './fisher-accumulator.ts';

const weights = [
  { layer: 0, parameters: 4 },
  { layer: 2, parameters: 4 },
  { layer: 0, parameters: 12 },
];

test('mean over samples, sum over a layer’s weights', () => {
  const fisher = new FisherAccumulator(weights);
  fisher.add([Float32Array.of(1, 3), Float32Array.of(2, 2), [4, 0]]);
  fisher.add([[5], [8], [2]]);
  expect(fisher.weightScores()).toEqual([3, 4, 2]);
  expect(fisher.layerScores(3)).toEqual([5, 0, 4]);
  expect(fisher.layerScores(3, { perParameter: true })).toEqual([5 / 16, 0, 1]);
});

test('effects of samples are their norms less the mean, summed over a layer’s weights', () => {
  const fisher = new FisherAccumulator(weights);
  fisher.add([Float32Array.of(1, 3), Float32Array.of(2, 2), [4, 0]]);
  fisher.add(
    [
      [5, 99],
      [8, 99],
      [2, 99],
    ],
    1,
  );
  expect(fisher.layerEffects(3)).toEqual({
    numSamples: 3,
    estimates: fisher.layerScores(3),
    effects: [Float64Array.of(0, -2, 2), Float64Array.of(0, 0, 0), Float64Array.of(-2, -2, 4)],
    constantInputs: [],
  });
  const { estimates } = fisher.layerEffects(3, { perParameter: true });
  expect(estimates).toEqual(fisher.layerScores(3, { perParameter: true }));
});

test('the mean norm: of each sample the root of its squared norms, over all weights of a layer', () => {
  const fisher = new FisherAccumulator(weights);
  fisher.add([
    [9, 1],
    [16, 0],
    [16, 3],
  ]);
  expect(fisher.layerScores(3, { power: 1 })).toEqual([(5 + 2) / 2, 0, (4 + 0) / 2]);
  expect(fisher.layerScores(3, { power: 1, perParameter: true })[0]).toBeCloseTo((5 + 2) / 2 / 4, 14);
  expect(fisher.layerEffects(3, { power: 1 }).effects[0]).toEqual(Float64Array.of(1.5, -1.5));
});

test('rows that fill up a batch do not count', () => {
  const fisher = new FisherAccumulator([{ layer: 0, parameters: 1 }]);
  fisher.add([[2, 4, 1000]], 2);
  expect(fisher.layerScores(1)).toEqual([3]);
});

test('mistakes are named', () => {
  const fisher = new FisherAccumulator(weights);
  expect(() => fisher.add([[1]])).toThrow('Expected norms of 3 weights, got 1');
  expect(() => fisher.add([[1], [1, 2], [3]], 2)).toThrow('Expected norms of 2 samples, got 1');
});

interface FisherCase {
  readonly layers: readonly {
    readonly layer: number;
    readonly sum: number;
    readonly mean: number;
    readonly per_weight: Readonly<Record<string, number>>;
  }[];
}

test.each(fixtureFolders('importance.json'))('PyTorch reference of %s: layers from weights', (family) => {
  const { fisher: cases } = readJsonFixture<{ fisher: Record<string, unknown> }>(`${family}/importance.json`);
  const { layers } = cases['W_mean'] as FisherCase;
  const entries = layers.flatMap(({ layer, sum, mean, per_weight: scores }) =>
    Object.values(scores).map((score) => ({
      layer,
      score,
      parameters: sum / mean / Object.keys(scores).length,
    })),
  );
  const fisher = new FisherAccumulator(entries);
  fisher.add(entries.map(({ score }) => [score]));
  layers.forEach(({ layer, sum, mean }) => {
    expect(fisher.layerScores(layers.length)[layer]).toBeCloseTo(sum, 8);
    expect(fisher.layerScores(layers.length, { perParameter: true })[layer]).toBeCloseTo(mean, 8);
  });
});
