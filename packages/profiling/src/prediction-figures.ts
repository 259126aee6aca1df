import { type Calibration, predictStep, recordStep, type StepShape } from '@lamella/planning/cost';

/** The prediction of a step from shapes and this machine's rates, and its error: 0.1 is 10 % more than measured. */
export interface PredictionFigures {
  readonly predictedStepSeconds: number;
  readonly predictedStepCpuSeconds: number;
  readonly predictedPeakMiB: number;
  /** Against the fastest step. */
  readonly stepSecondsError: number;
  readonly stepCpuSecondsError: number;
  readonly peakError: number;
}

/** The measured time and memory of a step. */
export interface MeasuredStep {
  readonly fastestStepSeconds: number;
  readonly stepCpuSeconds: number;
  readonly peakRssMiB: number;
  readonly idleRssMiB: number;
}

const MEBIBYTE = 2 ** 20;

/** Predicts a benchmark's step and compares it with what was measured. */
export function comparePrediction(
  step: StepShape,
  measured: MeasuredStep,
  calibration: Calibration,
): PredictionFigures {
  const baseBytes = measured.idleRssMiB * MEBIBYTE;
  const { seconds, cpuSeconds, peakBytes } = predictStep(recordStep(step), calibration, baseBytes);
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
