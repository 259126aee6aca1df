import { layerAgreement } from './layer-agreement.ts';

test('two measurements agree by tau over the layers that both rank, and by the layers that both select', () => {
  const a = { values: [1, 0.2, 0.4, 0.3], ranked: [2, 3, 1], selected: [2, 3] };
  const b = { values: [9, 2, 4, 1], ranked: [0, 2, 1, 3], selected: [0, 2] };
  const { layers, tau, overlap, chance } = layerAgreement(a, b);
  // Of the pairs of layers 1, 2 and 3, two are in the same order and one, (3, 1), is not.
  expect({ layers, overlap }).toEqual({ layers: [1, 2, 3], overlap: { shared: 1, jaccard: 1 / 3 } });
  expect(tau).toBeCloseTo(1 / 3, 12);
  // Two of four layers: both, one or none in common, with probabilities 1, 4 and 1 of 6.
  expect(chance?.shared).toBeCloseTo(1, 12);
  expect(chance?.jaccard).toBeCloseTo((1 + 4 / 3) / 6, 12);
});

test('without selections there is no overlap, of values that are all the same no tau', () => {
  const same = { values: [1, 1, 1], ranked: [0, 1, 2] };
  expect(layerAgreement(same, { values: [1, 2, 3], ranked: [0, 1, 2] })).toEqual({
    layers: [0, 1, 2],
    tau: null,
  });
});

test('chance is told only where one of the two ranks all layers that the other does', () => {
  const a = { values: [1, 2, 3], ranked: [0, 1], selected: [0] };
  const b = { values: [1, 2, 3], ranked: [1, 2], selected: [1] };
  expect(layerAgreement(a, b).chance).toBeUndefined();
  expect(layerAgreement(a, { ...a, ranked: [0, 1, 2] }).chance?.shared).toBeCloseTo(1 / 3, 12);
});
