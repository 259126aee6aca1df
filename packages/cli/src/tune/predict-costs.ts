import type { Config } from '@lamella/planning';
import { costPredictor, type StepPrediction, trialStep } from '@lamella/planning/cost';
import { type ExperimentSpec, expandSweep, type ResolvedTrial } from '@lamella/spec';

/** A trial, and what a step of it will cost at most; undefined if it trains nothing. */
export interface TrialCost {
  readonly trial: ResolvedTrial;
  readonly step: StepPrediction | undefined;
}

/** Predicts the steps of all trials of a spec. */
export type CostsOf = (spec: ExperimentSpec) => readonly TrialCost[];

/** Loads the engine and measures this machine, once. */
export async function startPredicting(
  config: Config,
  { numLayers, numClasses }: { readonly numLayers: number; readonly numClasses: number },
): Promise<CostsOf> {
  const costOf = await costPredictor();
  return (spec) =>
    expandSweep(spec, numLayers).map((trial) => {
      const found = trialStep(trial, config, numClasses);
      return { trial, step: found && costOf(found.step) };
    });
}

/** The largest memory of a step among trials, in bytes. */
export function peakOf(costs: readonly TrialCost[]): number {
  return Math.max(0, ...costs.map(({ step }) => step?.peakBytes ?? 0));
}

/** Bytes that this process could get. */
export function freeBytes(): number {
  return process.availableMemory();
}
