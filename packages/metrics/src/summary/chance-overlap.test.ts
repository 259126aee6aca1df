import { layerMetrics } from '../testing/layer-metrics.ts';
import { chanceOverlap } from './chance-overlap.ts';

test.each(layerMetrics.overlaps)(
  'all pairs of selections of $size of $layers layers, counted',
  (expected) => {
    const { shared, jaccard } = chanceOverlap(expected.layers, expected.size);
    expect(shared).toBeCloseTo(expected.shared, 12);
    expect(jaccard).toBeCloseTo(expected.jaccard, 12);
  },
);
