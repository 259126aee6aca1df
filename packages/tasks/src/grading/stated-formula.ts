import { extractBoxed } from '@lamella/core';
import { extractStatedAnswer } from './extract-number.ts';

/** The answer to a problem of MATH: what the text states, or else what it has in its last box; null where it has neither. */
export function statedFormula(completion: string): string | null {
  return extractStatedAnswer(completion) ?? extractBoxed(completion);
}
