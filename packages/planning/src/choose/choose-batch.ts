import { UserError } from '@lamella/core';
import type { Choice } from './choice.ts';

/** Batches of a step, and the examples in each. */
export interface BatchSettings {
  /** Examples that are computed at once. */
  readonly batchSize: number;
  /** Batches per step of the optimiser. */
  readonly steps: number;
}

/** The memory for a batch. */
export interface MemoryBudget {
  /** Bytes that are free now. */
  readonly freeBytes: number;
  /** Predicts a training step's peak memory in bytes from its batch size. */
  peakBytes(batchSize: number): number;
}

/** The share of the free memory that a step may take; the rest is for data, evaluation and what else runs. */
export const MEMORY_SHARE = 0.6;

/**
 * Chooses the largest batch, among `perStep` examples and its halves, whose predicted peak memory is at most 60 % of what is free.
 * Gradients are accumulated over as many batches as make up the step, so that memory alone depends on the choice.
 *
 * @param perStep examples of a step of the optimiser, a power of two
 * @throws UserError if not even one example fits
 */
export function chooseBatch(perStep: number, { freeBytes, peakBytes }: MemoryBudget): Choice<BatchSettings> {
  const budget = MEMORY_SHARE * freeBytes;
  for (let batchSize = perStep; batchSize >= 1; batchSize = Math.floor(batchSize / 2)) {
    const bytes = peakBytes(batchSize);
    if (bytes > budget) continue;
    return {
      value: { batchSize, steps: perStep / batchSize },
      why: `a step is predicted to take ${toGibibytes(bytes)} of ${toGibibytes(freeBytes)} GiB that are free`,
    };
  }
  throw new UserError(
    `Expected at least ${toGibibytes(peakBytes(1) / MEMORY_SHARE)} GiB of free memory for a step with one example, got ${toGibibytes(freeBytes)} GiB. ` +
      'A shorter --max-length, fewer --layers, --set training.precision=bfloat16 or training.gradientCheckpointing=true take less.',
  );
}

function toGibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
