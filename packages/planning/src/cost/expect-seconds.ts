import { type ResolvedTrial, trainingOf } from '@lamella/spec';
import { countEpochs } from '@lamella/training';
import type { StepShape } from './record-step.ts';
import type { CostOf } from './predict-costs.ts';
import { importancePasses, type TrialFacts } from './trial-limits.ts';
import { trialStep } from './trial-step.ts';

/** Besides a trial's sizes, how long its texts are. */
export interface TypicalFacts extends TrialFacts {
  /** Mean number of tokens of the examples. */
  readonly meanLength: number;
}

/** A forward pass over a training step of LoRA: a third of one that goes back through all layers, half of one through few of them. */
const FORWARD_SHARE = 0.4;

/**
 * The seconds that a trial can be expected to take on a machine that does nothing else, on texts of the mean length without padding:
 *
 * seconds = c · (epochs · train + f · (epochs + 1) · scored + samples of importance),
 * less s · ((epochs - 1) · train + epochs · scored) where the output of frozen layers is kept,
 *
 * with c the predicted seconds of a step at the mean length over its examples, f = 0.4 the share of a forward pass, and s what c is
 * larger by than for a step whose frozen layers have run. What other trials have kept is not counted on. What batches
 * are padded by, where they are, the start of a process and reading files are not in it.
 *
 * @returns undefined if the trial trains nothing, or writes answers, of whose lengths nothing is known
 */
export function expectSeconds(trial: ResolvedTrial, facts: TypicalFacts, costOf: CostOf): number | undefined {
  const { config, numTrain, numScored, numClasses, meanLength } = facts;
  const { maxLength, batchSize, accumulation } = trial.training;
  const length = Math.min(maxLength, Math.max(1, Math.round(meanLength)));
  const typical = { ...trial, training: { ...trial.training, maxLength: length } };
  const found = trialStep(typical, config, numClasses);
  if (found === undefined || numScored === undefined) return undefined;
  const secondsOf = (step: StepShape): number => costOf(step).seconds / (batchSize * accumulation.steps);
  const each = secondsOf(found.step);
  const { keepFrozenPrefix = 'auto' } = trial.training;
  const saved = each - secondsOf({ ...found.step, keepFrozenPrefix });
  const epochs = countEpochs(numTrain, trainingOf(trial));
  const passes =
    epochs * numTrain + FORWARD_SHARE * (epochs + 1) * numScored + importancePasses(trial, numTrain);
  return each * passes - saved * ((epochs - 1) * numTrain + epochs * numScored);
}
