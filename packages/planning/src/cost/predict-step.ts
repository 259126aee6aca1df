import { type Calibration, durationOf } from './calibration.ts';
import { peakLiveBytes } from './live-bytes.ts';
import { workOf } from './operation-work.ts';
import type { RecordedStep } from './record-step.ts';
import { regionTableBytes } from './region-tables.ts';

/** The predicted cost of a training step. */
export interface StepPrediction {
  /** By the clock, on a machine that does nothing else. */
  readonly seconds: number;
  /** Of all threads together. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/**
 * The memory of any running step besides its values: stacks of threads, generated code, buffers of the matrix library.
 * Measured on steps of the mini models, whose values take a few MiB.
 */
const RUNTIME_BYTES = 70 * 2 ** 20;

/** Measured over predicted memory of a step's values: TensorFlow runs ops as soon as it can, and the allocator keeps gaps. */
const VALUES_FACTOR = 1.15;

/** Bytes per trained parameter: its value and AdamW's two moments; gradients are values of the step. */
const TRAINED_BYTES = 3 * 4;

/**
 * Predicts a step's time and the process's largest memory.
 *
 * seconds = Σ over ops (cost per op + flops / rate, or bytes / bandwidth; by the clock products wait besides); memory = the process without a model + 70 MiB +
 * frozen weights + 12 bytes per trained parameter + 1.15 · the step's values at their most + the tables of the allocator's regions
 *
 * @param baseBytes of the process with the engine loaded
 */
export function predictStep(
  { operations, frozenBytes, ownBytes, trainable }: RecordedStep,
  calibration: Calibration,
  baseBytes: number,
): StepPrediction {
  const durations = operations.map((operation) => durationOf(workOf(operation), calibration));
  const held = frozenBytes + TRAINED_BYTES * trainable;
  const values = VALUES_FACTOR * peakLiveBytes(operations);
  const tables = regionTableBytes(held - ownBytes + values);
  const peakBytes = baseBytes + RUNTIME_BYTES + held + values + tables;
  return {
    seconds: durations.reduce((sum, { wall }) => sum + wall, 0),
    cpuSeconds: durations.reduce((sum, { cpu }) => sum + cpu, 0),
    peakBytes,
  };
}
