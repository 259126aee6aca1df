import type { ResolvedTrial } from '@lamella/spec';
import type { Inputs } from '../inputs/find-inputs.ts';

/** Examples that are trained on, as far as they tell how long a trial takes. */
export function costOf(trial: ResolvedTrial, { dataOf }: Pick<Inputs, 'dataOf'>): number {
  return trial.training.epochs * (dataOf(trial)?.numTrain ?? 1);
}
