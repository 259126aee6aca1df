import { expectNoLeakedTensors } from '@lamella/engine/testing';
import type { SampleEffects } from '@lamella/metrics';
import { loadModel, type Model } from '@lamella/models';
import { openReference } from '../testing/reference.ts';
import { measureRepresentations } from './measure-representations.ts';

const reference = openReference('roberta', 'importance');
const batches = [0, 20, 40].map((start) =>
  reference.batch('samples/', { start, size: Math.min(20, 48 - start) }),
);
let model: Model;
beforeAll(() => (model = loadModel(reference.folder, { head: 'classification' })));
afterAll(() => model.dispose());

function effects(pooling: 'cls' | 'mean', numSamples: number): SampleEffects {
  const options = { methods: ['cka'], hasEffects: true, pooling, numSamples } as const;
  const [measured] = measureRepresentations(model, batches, options);
  if (measured?.effects === undefined) throw new Error('Expected effects');
  return measured.effects;
}

test.each(['cls', 'mean'] as const)(
  'sums of features give the effects that kept samples give, %s',
  (pooling) => {
    const { hiddenSize } = model.config;
    expect(hiddenSize).toBeLessThan(48);
    const ofSums = expectNoLeakedTensors(() => effects(pooling, 48));
    const ofSamples = effects(pooling, hiddenSize);
    expect(ofSums).toMatchObject({ numSamples: 48, constantInputs: pooling === 'cls' ? [0] : [] });
    expect(ofSamples.constantInputs).toEqual(ofSums.constantInputs);
    ofSamples.estimates.forEach((value, l) => expect(ofSums.estimates[l]).toBeCloseTo(value, 5));
    ofSamples.floors?.forEach((value, l) => expect(ofSums.floors?.[l]).toBeCloseTo(value, 4));
    ofSamples.effects.forEach((ofLayer, l) => {
      const largest = Math.max(...ofLayer.map(Math.abs), 1e-9);
      ofLayer.forEach((value, i) =>
        expect(Math.abs((ofSums.effects[l]?.[i] ?? NaN) - value)).toBeLessThan(2e-3 * largest),
      );
    });
  },
);

test('effects are measured on request alone', () => {
  const options = { methods: ['cka', 'block-influence'], pooling: 'mean', numSamples: 48 } as const;
  for (const { effects: found } of measureRepresentations(model, batches, options))
    expect(found).toBeUndefined();
});
