import type { WrittenBenchmark } from '../benchmark.ts';
import { gradeNumber, numberMetrics } from '../grading/grade-number.ts';
import { numberScores } from '../grading/others/number-scores.ts';
import type { TextTaskRecord } from '../text-task.ts';
import { miniMath, type MiniMathProblem } from './mini-math.ts';

/** mini-math: word problems that are made by code. */
export const miniMathTask = {
  title: 'mini-math',
  benchmarks: { 'mini-math': { title: 'mini-math', metrics: numberMetrics, others: numberScores } },
  make: () => {
    const { train, dev } = miniMath();
    return { train, benchmarks: [miniMathBenchmark(dev)] };
  },
} satisfies TextTaskRecord;

/** Word problems, scored by their number, apart by the number of their steps. */
export function miniMathBenchmark(problems: readonly MiniMathProblem[]): WrittenBenchmark {
  return {
    name: 'mini-math',
    questions: problems.map(({ id, prompt, answer, numSteps }) => ({
      id: String(id),
      prompt,
      reference: answer,
      groups: { steps: String(numSteps) },
    })),
    maxNewTokens: 48,
    stopStrings: ['\n'],
    runsCode: false,
    grade: ({ reference }, completion) => Promise.resolve(gradeNumber(completion, reference)),
  };
}
