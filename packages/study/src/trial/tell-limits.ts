import { join } from 'node:path';
import type { CostOf } from '@lamella/planning/cost';
import { readJsonFile } from '@lamella/files';
import type { Config } from '@lamella/planning';
import type { LimitsChoice, ResolvedTrial } from '@lamella/spec';
import type { TrialContext } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

/** The model and the task that a trial's cost is predicted from. */
interface ReadyInputs {
  /** The model's. */
  readonly folder: string;
  readonly task: Pick<TrialTask, 'train' | 'scored' | 'numLabels'>;
}

let predictor: CostOf | undefined;

/**
 * Tells the limits of a trial, where they can be predicted: on machines whose rates are known, or where the spec asks for a factor.
 * What can't be predicted has the limits that the spec gives, which whoever hears this knows without it.
 */
export async function tellLimits(
  trial: ResolvedTrial,
  { folder, task }: ReadyInputs,
  { limiting }: Pick<TrialContext, 'limiting'>,
): Promise<void> {
  if (limiting === undefined || !isOpen(limiting.limits)) return;
  const { findPredictor, predictTrial, trialLimits } = await import('@lamella/planning/cost');
  predictor ??= findPredictor({ mayMeasure: limiting.limits.factor !== undefined });
  if (predictor === undefined) return;
  const facts = {
    config: readJsonFile(join(folder, 'config.json')) as Config,
    numTrain: task.train.length,
    numScored: task.scored?.length,
    numClasses: task.numLabels,
  };
  limiting.onLimits(trialLimits(limiting.limits, predictTrial(trial, facts, predictor)));
}

/** Whether a spec leaves a limit to predictions. */
function isOpen({ minutes, memory }: LimitsChoice): boolean {
  return minutes === undefined || memory === undefined;
}
