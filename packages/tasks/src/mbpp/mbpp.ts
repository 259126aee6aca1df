import { alpacaPrompt } from '@lamella/datasets';
import type { WrittenBenchmark, BenchmarkRecord } from '../benchmark.ts';
import { extractProgram } from '../grading/extract-program.ts';
import { freeText } from '../grading/free-text.ts';
import { gradeProgram } from '../grading/grade-program.ts';
import { type MbppProblem, readMbpp } from './read-mbpp.ts';

/** MBPP (Austin et al. 2021). */
export const mbpp = {
  title: 'MBPP',
  metrics: ['pass@1'],
  read: (path) => mbppBenchmark(readMbpp(path)),
  hub: { id: 'google-research-datasets/mbpp', files: ['full/test-*.parquet'] },
} satisfies BenchmarkRecord;

/** Functions to write from a sentence; the instruction shows the first of the assertions, which names the function. */
export function mbppBenchmark(problems: readonly MbppProblem[]): WrittenBenchmark {
  return {
    name: 'mbpp',
    questions: problems.map(({ id, text, tests, testSetup }) => ({
      id: String(id),
      prompt: alpacaPrompt(`${text}\nYour code should pass this test:\n${tests[0] ?? ''}`),
      reference: [testSetup, ...tests].filter((part) => part !== '').join('\n'),
      groups: {},
    })),
    ...freeText,
    runsCode: true,
    grade: ({ reference }, completion, judge) =>
      gradeProgram({ program: extractProgram(completion), check: reference }, judge),
  };
}
