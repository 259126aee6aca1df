import { layerMetrics } from '../testing/layer-metrics.ts';
import { kendallTau } from './kendall-tau.ts';

test.each(layerMetrics.taus)("SciPy's tau-b of $a and $b", ({ a, b, tau }) => {
  if (tau === null) expect(kendallTau(a, b)).toBeNaN();
  else expect(kendallTau(a, b)).toBeCloseTo(tau, 12);
});

test('lists of different lengths are a mistake', () => {
  expect(() => kendallTau([1], [1, 2])).toThrow('Expected lists of one length, got 1 and 2');
});
