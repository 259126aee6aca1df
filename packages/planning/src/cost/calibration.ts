import type { OperationWork, TrafficKind } from './operation-work.ts';

/** Seconds by the clock on a machine that does nothing else, and CPU seconds of all threads, which other work disturbs less. */
export interface Duration {
  readonly wall: number;
  readonly cpu: number;
}

/** A rate that was measured at a size: per second by the clock, and per CPU second. */
export interface RatePoint extends Duration {
  readonly size: number;
}

/** Operations per second of matrix products in one type. */
export interface ProductRates {
  /** Of single products, by the smallest of their three sizes, ascending. */
  readonly single: readonly RatePoint[];
  /** Of batches of products, by the operations of each, ascending. */
  readonly batched: readonly RatePoint[];
  /** Seconds by the clock that a product takes besides where the next one waits for it: threads share it out, and wait for one another. */
  readonly latency: number;
}

/** How fast a machine runs ops, with a number of threads. */
export interface Calibration {
  /** The cost of any op besides its work. */
  readonly perOperation: Duration;
  readonly products: Readonly<Record<'float32' | 'bfloat16', ProductRates>>;
  /** Bytes read and written per second, by the bytes of an op, ascending. */
  readonly traffic: Readonly<Record<TrafficKind, readonly RatePoint[]>>;
}

/** Time that an op takes: the machine's costs per op, and its arithmetic or its memory traffic, whichever takes longer. */
export function durationOf(work: OperationWork, calibration: Calibration): Duration {
  return { wall: secondsOf(work, calibration, 'wall'), cpu: secondsOf(work, calibration, 'cpu') };
}

function secondsOf(work: OperationWork, calibration: Calibration, clock: keyof Duration): number {
  if (work.kind === 'view') return 0;
  const overhead = calibration.perOperation[clock];
  const rate = (points: readonly RatePoint[], size: number): number => rateAt(points, size)[clock];
  if (work.kind !== 'product')
    return overhead + work.bytes / rate(calibration.traffic[work.kind], work.bytes);
  const { type, batch, flops, bytes, smallest } = work;
  const { single, batched, latency } = calibration.products[type];
  const flopRate = batch > 1 ? rate(batched, flops / batch) : rate(single, smallest);
  const besides = overhead + (clock === 'wall' ? latency : 0);
  return besides + Math.max(flops / flopRate, bytes / rate(calibration.traffic.map, bytes));
}

/**
 * The rates at a size: between two points on a straight line in logarithms of both, beyond them those of the nearest.
 *
 * @param points ascending
 */
export function rateAt(points: readonly RatePoint[], size: number): Duration {
  const above = points.findIndex((point) => point.size >= size);
  const high = above < 0 ? points.at(-1) : points[above];
  const low = above <= 0 ? high : points[above - 1];
  if (low === undefined || high === undefined) throw new Error('Expected at least one rate, got none');
  if (low.size === high.size) return { wall: high.wall, cpu: high.cpu };
  const share = Math.log(size / low.size) / Math.log(high.size / low.size);
  const between = (from: number, to: number): number => from * (to / from) ** share;
  return { wall: between(low.wall, high.wall), cpu: between(low.cpu, high.cpu) };
}
