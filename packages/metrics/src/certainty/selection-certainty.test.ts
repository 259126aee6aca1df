import { bootstrapLayers, type LayerCertainty } from './bootstrap-layers.ts';
import { effectsOnMeans } from '../similarity/sample-effects.ts';
import { selectionCertainty, selectionMargin } from './selection-certainty.ts';

/** The outcome of draws, of which only the orders count here. */
function drawn(
  orders: Readonly<Record<string, number>>,
  constantInputs: readonly number[] = [],
): LayerCertainty {
  return { ...bootstrapLayers(effectsOnMeans([])), orders, constantInputs };
}

const request = { method: 'cka', numLayers: 4, count: 2, scores: [0.1, 0.5, 0.2, 0.9] };

test('frequencies, overlap and margin, by hand', () => {
  const certainty = selectionCertainty(request, drawn({ '3 1 2 0': 6, '3 2 1 0': 3, '2 0 1 3': 1 }));
  // The Jaccard indices are 1, 1 / 3 and 0.
  expect(certainty.overlap).toBeCloseTo((6 + 3 / 3 + 0) / 10, 12);
  expect(certainty.margin).toBeCloseTo(0.3, 12);
  expect(certainty).toMatchObject({ frequency: [0.1, 0.6, 0.4, 0.9], undecided: [0, 1, 2, 3] });
});

test('one draw in twenty decides nothing', () => {
  const { undecided } = selectionCertainty(request, drawn({ '3 1 2 0': 95, '3 2 1 0': 5 }));
  expect(undecided).toEqual([]);
  expect(selectionCertainty(request, drawn({ '3 1 2 0': 94, '3 2 1 0': 6 })).undecided).toEqual([1, 2]);
});

test('draws are selected from by the rule itself', () => {
  const orders = drawn({ '3 1 2 0': 1 }, [3]);
  expect(selectionCertainty({ ...request, dropFirst: true }, orders).frequency).toEqual([0, 1, 1, 0]);
  const auto = { ...request, dropFirst: 'auto', constantInputs: [3] } as const;
  expect(selectionCertainty(auto, orders)).toMatchObject({ frequency: [0, 1, 1, 0], undecided: [] });
});

test('the margin is between the last one in and the first one out', () => {
  expect(selectionMargin(request)).toBeCloseTo(0.3, 12);
  expect(selectionMargin({ ...request, dropFirst: true })).toBeCloseTo(0.1, 12);
  expect(selectionMargin({ ...request, count: 4 })).toBeNull();
});
