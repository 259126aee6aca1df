import type { OtherScores } from '../../benchmark.ts';
import { strip } from './python-text.ts';

/** Letters as lmms-eval scores ScienceQA; its answers have 16 tokens, and nothing but the end of text ends one (scienceqa_img.yaml). */
export const optionScores: OtherScores = {
  'lmms-eval': {
    score: ({ reference }, completion) => isLmmsEvalOption(completion, reference),
    limits: { maxNewTokens: 16, stopStrings: [] },
  },
};

/**
 * Whether an answer is right by `sqa_process_results` of lmms-eval (https://github.com/EvolvingLMMs-Lab/lmms-eval,
 * lmms_eval/tasks/scienceqa/utils.py): it is the letter alone, large or small, or begins with the large letter and a dot. An answer
 * such as "The answer is B" is wrong.
 *
 * @param letter of the right option: `B`
 */
export function isLmmsEvalOption(completion: string, letter: string): boolean {
  const answer = strip(completion);
  if (answer.toLowerCase() === letter.toLowerCase()) return true;
  return /^\p{Uppercase}\./u.test(answer) && answer.startsWith(letter.toUpperCase());
}
