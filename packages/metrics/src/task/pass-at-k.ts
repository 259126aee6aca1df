import { UserError } from '@lamella/core';

/** How many programs were drawn for a problem, and how many of them passed. */
export interface SampledPrograms {
  readonly numSamples: number;
  readonly numCorrect: number;
  /** How many programs one may hand in. */
  readonly k: number;
}

/**
 * pass@k of one problem, unbiased: 1 − C(n − c, k) / C(n, k), the chance that k of the n programs, drawn without
 * replacement, hold a correct one. The quotient is a product of k factors, so no large binomial is made.
 * The score of a benchmark is the mean over its problems.
 *
 * Source: Chen et al., Evaluating Large Language Models Trained on Code (arXiv 2107.03374), equation 1.
 *
 * @returns 0 to 1
 * @throws UserError unless 0 <= numCorrect <= numSamples and 1 <= k <= numSamples, all whole numbers
 */
export function passAtK({ numSamples, numCorrect, k }: SampledPrograms): number {
  if (![numSamples, numCorrect, k].every(Number.isInteger) || numCorrect < 0 || numCorrect > numSamples) {
    throw new UserError(
      `Expected 0 <= numCorrect <= numSamples in whole numbers, got ${numCorrect} of ${numSamples}.`,
    );
  }
  if (k < 1 || k > numSamples) {
    throw new UserError(`Expected k from 1 to the number of samples (${numSamples}), got ${k}. Draw more.`);
  }
  const numWrong = numSamples - numCorrect;
  if (k > numWrong) return 1;
  let allWrong = 1;
  for (let i = 0; i < k; i++) allWrong *= (numWrong - i) / (numSamples - i);
  return 1 - allWrong;
}
