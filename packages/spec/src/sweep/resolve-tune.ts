import type { ControlledMethod, ControlledSpec } from '../language/control-methods.ts';
import type { TrainingChoices } from '../language/settings.ts';
import { describeValue, slugOf } from './setting-names.ts';
import type { ResolvedTrial, ResolvedTune } from './trial.ts';

/** The values that hold where `tune` is silent. */
const usual = { share: 0.2, seed: 0 };

/** How a method's learning rate is chosen; undefined where it is given. */
export function resolveTune(
  spec: Pick<ControlledSpec, 'tune'>,
  method: Pick<ControlledMethod, 'tune' | 'tuning'>,
  { epochs }: Pick<TrainingChoices, 'epochs'>,
): ResolvedTune | undefined {
  const { learningRate, budget = epochs, ...choices } = { ...spec.tune, ...method.tune };
  if (learningRate === undefined || method.tuning === 'none') return undefined;
  return { ...usual, ...choices, learningRate: learningRate.toSorted((a, b) => a - b), budget };
}

/**
 * The trials that try the learning rates of another one: trained on a part of its training examples and scored on the rest. They are the
 * same for all seeds.
 *
 * @param trial at the seed of its `tune`
 */
export function candidatesOf(trial: ResolvedTrial): ResolvedTrial[] {
  // They are scored by what is held out, and no answers are written.
  const {
    tune,
    control: _control,
    equalTime: _equalTime,
    after: _after,
    generation: _written,
    ...arm
  } = trial;
  if (tune === undefined) return [];
  const { learningRate: rates, budget: epochs, share, seed } = tune;
  const { earlyStopping: _stopping, ...training } = arm.training;
  return rates.map((learningRate) => ({
    ...arm,
    id: `${arm.id}-rate-${slugOf(describeValue(learningRate))}`,
    training: { ...training, learningRate, epochs },
    heldOut: { share, seed },
  }));
}
