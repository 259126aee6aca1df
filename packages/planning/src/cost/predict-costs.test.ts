import { TINY_STEP } from '../testing/tiny-steps.ts';
import { EXAMPLE_CALIBRATION } from '../testing/example-calibration.ts';
import { makePredictor } from './predict-costs.ts';

test('equal steps are predicted once, whatever is in their batches', () => {
  const costOf = makePredictor(EXAMPLE_CALIBRATION, 0);
  const { batch } = TINY_STEP;
  const first = costOf(TINY_STEP);
  expect(costOf({ ...TINY_STEP, batch: { ...batch, inputIds: new Int32Array(batch.inputIds.length) } })).toBe(
    first,
  );
  expect(costOf({ ...TINY_STEP, hasDropout: true }).seconds).toBeGreaterThan(first.seconds);
});

test('more work costs more: layers, longer texts, all weights', () => {
  const costOf = makePredictor(EXAMPLE_CALIBRATION, 0);
  const base = costOf(TINY_STEP);
  const adapter = { ...TINY_STEP.adapter, layers: [0, 1, 2] };
  expect(costOf({ ...TINY_STEP, adapter }).cpuSeconds).toBeGreaterThan(base.cpuSeconds);
  const full = costOf({ ...TINY_STEP, adapter: { kind: 'full' } });
  expect(full.cpuSeconds).toBeGreaterThan(base.cpuSeconds);
  expect(full.peakBytes).toBeGreaterThan(base.peakBytes);
});
