import { readProcessorTime } from '@lamella/runners';

/** Seconds of the clock, and of processors. */
export interface Time {
  readonly clock: number;
  readonly processor: number;
}

const TICKS_PER_SECOND = 100;

/** Tells how long it was started ago, and what this process and those that it has started have taken of processors since. */
export function startClock(): () => Time {
  const ticks = (): number => readProcessorTime()?.own ?? NaN;
  const [begin, before] = [performance.now(), ticks()];
  return () => ({
    clock: (performance.now() - begin) / 1000,
    processor: (ticks() - before) / TICKS_PER_SECOND,
  });
}
