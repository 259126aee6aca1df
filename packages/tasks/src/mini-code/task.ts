import type { WrittenBenchmark } from '../benchmark.ts';
import { gradeProgram } from '../grading/grade-program.ts';
import type { TextTaskRecord } from '../text-task.ts';
import { miniCode, type MiniCodeProblem } from './mini-code.ts';

/** mini-code: functions that are made by code. */
export const miniCodeTask = {
  title: 'mini-code',
  benchmarks: { 'mini-code': { title: 'mini-code', metrics: ['pass@1'] } },
  make: () => {
    const { train, dev } = miniCode();
    return { train, benchmarks: [miniCodeBenchmark(dev)] };
  },
} satisfies TextTaskRecord;

/** Functions after their docstrings, checked by tests that the model never sees. */
export function miniCodeBenchmark(problems: readonly MiniCodeProblem[]): WrittenBenchmark {
  return {
    name: 'mini-code',
    questions: problems.map(({ id, prompt, tests, kind, numSteps }) => ({
      id: String(id),
      prompt,
      reference: tests.join('\n'),
      groups: { kind, steps: String(numSteps) },
    })),
    maxNewTokens: 72,
    stopStrings: ['\n\n', '\ndef '],
    runsCode: true,
    grade: ({ prompt, reference }, completion, judge) =>
      gradeProgram({ program: `${prompt}${completion}`, check: reference }, judge),
  };
}
