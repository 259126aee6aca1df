import { EXAMPLE_CALIBRATION, TINY_STEP } from '@lamella/planning/testing';
import { comparePrediction } from './prediction-figures.ts';

test('errors are relative to what was measured', () => {
  const measured = { fastestStepSeconds: 2, stepCpuSeconds: 4, peakRssMiB: 100, idleRssMiB: 90 };
  const figures = comparePrediction(TINY_STEP, measured, EXAMPLE_CALIBRATION);
  expect(figures.predictedPeakMiB).toBeGreaterThan(90);
  expect(figures.stepSecondsError).toBeCloseTo((figures.predictedStepSeconds - 2) / 2, 9);
  expect(figures.stepCpuSecondsError).toBeCloseTo((figures.predictedStepCpuSeconds - 4) / 4, 9);
  expect(figures.peakError).toBeCloseTo((figures.predictedPeakMiB - 100) / 100, 9);
});
