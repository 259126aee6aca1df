import { extractAnswerStrict, extractLastNumber } from './extract-number.ts';
import { sameNumber } from './same-number.ts';
import type { Grade } from '../benchmark.ts';

/** Names of the scores of {@link gradeNumber}. */
export const numberMetrics = ['accuracy', 'accuracy-of-last-number'] as const;

/**
 * Scores a worked answer by its number, read in two ways: the number that it states after "The answer is:" or "####"
 * (`accuracy`), and the last number in it (`accuracy-of-last-number`).
 */
export function gradeNumber(completion: string, answer: string): Grade {
  const stated = extractAnswerStrict(completion);
  const last = extractLastNumber(completion);
  const isRight = (found: string | null): boolean => found !== null && sameNumber(found, answer);
  return {
    scores: { accuracy: Number(isRight(stated)), 'accuracy-of-last-number': Number(isRight(last)) },
    extracted: stated,
    verdict: describeVerdict(stated, isRight(stated)),
  };
}

/** A verdict in words. */
export function describeVerdict(stated: string | null, isRight: boolean): string {
  if (stated === null) return 'no answer stated';
  return isRight ? 'right' : 'wrong';
}
