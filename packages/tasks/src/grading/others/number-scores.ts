import type { OtherScores } from '../../benchmark.ts';
import { isLmEvalFlexible, isLmEvalStrict } from './lm-eval-gsm8k.ts';
import { isMetamathNumber } from './metamath.ts';

/** Answers that are numbers, as MetaMath's script and lm-evaluation-harness score GSM8K. */
export const numberScores: OtherScores = {
  metamath: { score: ({ reference }, completion) => isMetamathNumber(completion, reference) },
  'lm-eval-strict': { score: ({ reference }, completion) => isLmEvalStrict(completion, reference) },
  'lm-eval-flexible': { score: ({ reference }, completion) => isLmEvalFlexible(completion, reference) },
};
