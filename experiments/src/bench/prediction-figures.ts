import type { MatmulPrecision } from '@lamella/core/engine';
import type { Calibration } from '../plan/cost/calibration.ts';
import { predictStep } from '../plan/cost/predict-step.ts';
import { recordStep } from '../plan/cost/record-step.ts';
import type { StepBenchmark } from './bench-step.ts';

/** What is predicted of a step from shapes and this machine's rates, and how far off it is: 0.1 is 10 % more than measured. */
export interface PredictionFigures {
  readonly predictedStepSeconds: number;
  readonly predictedStepCpuSeconds: number;
  readonly predictedPeakMiB: number;
  /** Against the fastest step. */
  readonly stepSecondsError: number;
  readonly stepCpuSecondsError: number;
  readonly peakError: number;
}

/** What was measured of a step. */
export interface MeasuredStep {
  readonly fastestStepSeconds: number;
  readonly stepCpuSeconds: number;
  readonly peakRssMiB: number;
  readonly idleRssMiB: number;
}

const MEBIBYTE = 2 ** 20;

/** Predicts a benchmark's step and compares it with what was measured. */
export function comparePrediction(
  benchmark: StepBenchmark & { readonly matmulPrecision: MatmulPrecision; readonly weightDecay: number },
  measured: MeasuredStep,
  calibration: Calibration,
): PredictionFigures {
  const recorded = recordStep({
    ...benchmark,
    precision: benchmark.matmulPrecision,
    hasDropout: false,
    maxGradNorm: 0,
  });
  const { seconds, cpuSeconds, peakBytes } = predictStep(
    recorded,
    calibration,
    measured.idleRssMiB * MEBIBYTE,
  );
  const predictedPeakMiB = peakBytes / MEBIBYTE;
  return {
    predictedStepSeconds: seconds,
    predictedStepCpuSeconds: cpuSeconds,
    predictedPeakMiB,
    stepSecondsError: seconds / measured.fastestStepSeconds - 1,
    stepCpuSecondsError: cpuSeconds / measured.stepCpuSeconds - 1,
    peakError: predictedPeakMiB / measured.peakRssMiB - 1,
  };
}
