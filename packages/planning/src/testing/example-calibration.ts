import type { Calibration, RatePoint } from '../cost/calibration.ts';

const always = (rate: number): RatePoint[] => [{ size: 1, wall: 2 * rate, cpu: rate }];

/** A machine with round numbers: 100 operations and 10 bytes per CPU second, half the time by the clock, a second per op, and no waiting. */
export const EXAMPLE_CALIBRATION: Calibration = {
  perOperation: { wall: 1, cpu: 1 },
  products: {
    float32: { single: always(100), batched: always(100), latency: 0 },
    bfloat16: { single: always(200), batched: always(200), latency: 0 },
  },
  traffic: {
    ...{
      map: always(10),
      update: always(10),
      exp: always(5),
      erf: always(5),
      softmax: always(5),
      cast: always(10),
    },
    ...{ transpose: always(5), reduce: always(10), copy: always(10), random: always(1) },
  },
};
