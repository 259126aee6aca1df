import { graderCases } from '../../testing/grader-cases.ts';
import { isLmEvalFlexible, isLmEvalStrict } from './lm-eval-gsm8k.ts';

test.each(graderCases.numbers)('$completion is $answer to lm-evaluation-harness, or not', (one) => {
  const { completion, answer } = one;
  expect([isLmEvalStrict(completion, answer), isLmEvalFlexible(completion, answer)]).toEqual([
    one['lm-eval-strict'],
    one['lm-eval-flexible'],
  ]);
});
