import { alpacaPrompt } from '@lamella/datasets';
import type { WrittenBenchmark, BenchmarkRecord } from '../benchmark.ts';
import { freeText } from '../grading/free-text.ts';
import { gradeNumber, numberMetrics } from '../grading/grade-number.ts';
import { numberScores } from '../grading/others/number-scores.ts';
import { type Gsm8kProblem, readGsm8k } from './read-gsm8k.ts';

/** GSM8K (Cobbe et al. 2021). */
export const gsm8k = {
  title: 'GSM8K',
  metrics: numberMetrics,
  others: numberScores,
  read: (path) => gsm8kBenchmark(readGsm8k(path)),
  hub: { id: 'openai/gsm8k', files: ['main/test-*.parquet'] },
} satisfies BenchmarkRecord;

/** Word problems, each after an instruction in PiSSA's template, scored by the number of the answer. */
export function gsm8kBenchmark(problems: readonly Gsm8kProblem[]): WrittenBenchmark {
  return {
    name: 'gsm8k',
    questions: problems.map(({ id, question, answer }) => ({
      id: String(id),
      prompt: alpacaPrompt(question),
      reference: answer,
      groups: {},
    })),
    ...freeText,
    runsCode: false,
    grade: ({ reference }, completion) => Promise.resolve(gradeNumber(completion, reference)),
  };
}
