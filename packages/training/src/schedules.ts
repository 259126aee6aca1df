/** How the learning rate falls after the warm-up. */
export type ScheduleName = 'linear' | 'cosine' | 'constant';

/** A schedule over a whole run, in optimiser steps. */
export interface Schedule {
  readonly name: ScheduleName;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/**
 * Learning rate of an optimiser step, as transformers' `get_scheduler` gives it: rising linearly from 0 over the warm-up, so
 * that the first step of a run with warm-up has rate 0, then falling to 0 at `totalSteps`.
 *
 * @param step counted from 0
 */
export function learningRateAt(
  step: number,
  { name, learningRate, warmupSteps, totalSteps }: Schedule,
): number {
  if (step < warmupSteps) return (learningRate * step) / Math.max(1, warmupSteps);
  if (name === 'constant') return learningRate;
  const progress = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  if (name === 'linear') return learningRate * Math.max(0, 1 - progress);
  return learningRate * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** Steps of warm-up for a share of the run, rounded up as the Trainer of transformers does. */
export function warmupStepsOf(ratio: number, totalSteps: number): number {
  return Math.ceil(ratio * totalSteps);
}
