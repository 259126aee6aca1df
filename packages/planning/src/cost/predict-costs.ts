import { canonicalJson, peakMemoryBytes } from '@lamella/core';
import { releaseFreeMemory } from '@lamella/engine';
import { calibrate } from './calibrate.ts';
import { cachedCalibration, knownCalibration } from './calibration-cache.ts';
import type { Calibration } from './calibration.ts';
import { predictStep, type StepPrediction } from './predict-step.ts';
import { recordStep, type StepShape } from './record-step.ts';

/** A step of which only what is tuned and computed is known; equal ones are predicted once. */
export type CostOf = (step: StepShape) => StepPrediction;

/** Calibrates this machine, or finds that done, and gives a predictor. Only this part of a plan loads the engine. */
export async function costPredictor(): Promise<CostOf> {
  releaseFreeMemory();
  const baseBytes = peakMemoryBytes();
  return makePredictor(await cachedCalibration(calibrate), baseBytes);
}

/**
 * A predictor where this machine's rates are known, or may be measured now: other work may disturb that, so they are not kept.
 *
 * @returns undefined if they are neither
 */
export function findPredictor({ mayMeasure }: { readonly mayMeasure: boolean }): CostOf | undefined {
  const baseBytes = peakMemoryBytes();
  const calibration = knownCalibration() ?? (mayMeasure ? calibrate() : undefined);
  return calibration && makePredictor(calibration, baseBytes);
}

/** @param baseBytes of the process with the engine loaded */
export function makePredictor(calibration: Calibration, baseBytes: number): CostOf {
  const known = new Map<string, StepPrediction>();
  return (step) => {
    const key = keyOf(step);
    const prediction = known.get(key) ?? predictStep(recordStep(step), calibration, baseBytes);
    known.set(key, prediction);
    return prediction;
  };
}

/** Whatever is in the batch, and whichever numbers are drawn, a step costs the same. */
function keyOf({ batch, adapter, ...rest }: StepShape): string {
  const { size, length, images, tokenLabels } = batch;
  const shape = { size, length, images: images?.shape, isLabelled: tokenLabels !== undefined };
  return canonicalJson({ ...rest, batch: shape, adapter: { ...adapter, seed: 0 } });
}
