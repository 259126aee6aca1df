import { graderCases } from '../../testing/grader-cases.ts';
import { pissaProgram } from './pissa-program.ts';

test.each(graderCases.programs)('the program in $completion is that of PiSSA’s script', (one) => {
  expect(pissaProgram(one.completion)).toBe(one.pissa);
});
