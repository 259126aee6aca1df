import { graderCases } from '../../testing/grader-cases.ts';
import { isLmmsEvalOption } from './lmms-eval.ts';

test.each(graderCases.options)('$completion is $letter to lmms-eval, or not', (one) => {
  expect(isLmmsEvalOption(one.completion, one.letter)).toBe(one['lmms-eval']);
});
