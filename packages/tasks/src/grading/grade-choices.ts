import { UserError } from '@lamella/core';
import type { ChoiceQuestion, Grade } from '../benchmark.ts';

/** A score of choices: `acc` of the likeliest one, `acc_norm` of the likeliest one per character. */
type ChoiceMetric = 'acc' | 'acc_norm';

/** The grade of a question's choices. */
export interface ChoiceGrade extends Grade {
  readonly scores: Readonly<Record<ChoiceMetric, number>>;
  /** The choice that each score is of, from 0. */
  readonly chosen: Readonly<Record<ChoiceMetric, number>>;
}

/**
 * Scores a question by how likely a model finds each of its choices, as lm-evaluation-harness does
 * (https://github.com/EleutherAI/lm-evaluation-harness, `process_results` of lm_eval/api/task.py): `acc` takes the choice c of the
 * largest log p(c | prompt), `acc_norm` that of the largest log p(c | prompt) / |c|, |c| being Unicode characters; the first of
 * equals.
 *
 * @param logLikelihoods one per choice, in nats
 * @returns `extracted` and `verdict` are those of `acc`
 * @throws UserError if one is not finite: no choice is the likeliest then
 */
export function gradeChoices(
  { id, choices, answer }: Pick<ChoiceQuestion, 'id' | 'choices' | 'answer'>,
  logLikelihoods: readonly number[],
): ChoiceGrade {
  const broken = logLikelihoods.find((value) => !Number.isFinite(value));
  if (broken !== undefined || logLikelihoods.length !== choices.length)
    throw new UserError(
      `Expected ${choices.length} finite log-likelihoods for question ${id}, got ${logLikelihoods.join(', ') || 'none'}: ` +
        'the model has diverged, or its weights are no good.',
    );
  const chosen = {
    acc: indexOfLargest(logLikelihoods),
    acc_norm: indexOfLargest(logLikelihoods.map((value, i) => value / [...(choices[i] ?? '')].length)),
  };
  return {
    scores: { acc: Number(chosen.acc === answer), acc_norm: Number(chosen.acc_norm === answer) },
    chosen,
    extracted: choices[chosen.acc] ?? null,
    verdict: chosen.acc === answer ? 'right' : 'wrong',
  };
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
