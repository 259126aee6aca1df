import { UserError } from '@lamella/core';
import { type Parameter, tf } from '@lamella/engine';

/** The optimiser step that a training is at. */
export interface StepAt {
  /** Counted from 1. */
  readonly step: number;
  readonly learningRate: number;
}

const remedy =
  'Lower training.learningRate, warm up for longer, or clip the gradients with training.maxGradNorm.';

/**
 * Ends a training that has diverged: from here on every weight is worthless.
 *
 * @throws UserError with the step and its learning rate if the loss is NaN or infinite
 */
export function requireFiniteLoss(loss: number, { step, learningRate }: StepAt): void {
  if (Number.isFinite(loss)) return;
  const meaning =
    step === 1 ? 'the model gives none for its first batch' : `the training has diverged. ${remedy}`;
  throw new UserError(
    `Expected a finite loss, got ${loss} at step ${step} (learning rate ${learningRate}): ${meaning}`,
  );
}

/**
 * Checks that the update of the last step left finite weights, which its loss can't tell.
 *
 * @throws UserError that names the first parameter with a value that is NaN or infinite
 */
export function requireFiniteWeights(parameters: readonly Parameter[], { step, learningRate }: StepAt): void {
  const broken = parameters.find((parameter) => !Number.isFinite(sumOf(parameter)));
  if (broken === undefined) return;
  throw new UserError(
    `Expected finite weights, got NaN or infinite ones in ${broken.name} after step ${step} (learning rate ${learningRate}): ` +
      `the training has diverged. ${remedy}`,
  );
}

/** A sum needs no memory, and is not finite if one of its terms isn't. */
function sumOf(parameter: Parameter): number {
  return tf.tidy(() => tf.sum(parameter.read()).dataSync()[0] ?? 0);
}
