import { alpacaPrompt } from '@lamella/datasets';
import type { WrittenBenchmark, BenchmarkRecord, Question } from '../benchmark.ts';
import { extractProgram } from '../grading/extract-program.ts';
import { freeText } from '../grading/free-text.ts';
import { gradeProgram } from '../grading/grade-program.ts';
import { sanitisedScores } from '../grading/others/evalplus.ts';
import { mbppEntryPoint, type MbppProblem, readMbpp } from './read-mbpp.ts';

/** MBPP (Austin et al. 2021). */
export const mbpp = {
  title: 'MBPP',
  metrics: ['pass@1'],
  others: sanitisedScores,
  read: (path) => mbppBenchmark(readMbpp(path)),
  hub: { id: 'google-research-datasets/mbpp', files: ['full/test-*.parquet'] },
} satisfies BenchmarkRecord;

/** Functions to write from a sentence; the instruction shows the first of the assertions, which names the function. */
export function mbppBenchmark(problems: readonly MbppProblem[]): WrittenBenchmark {
  return {
    name: 'mbpp',
    questions: problems.map(toQuestion),
    ...freeText,
    runsCode: true,
    grade: ({ reference }, completion, judge) =>
      gradeProgram({ program: extractProgram(completion), check: reference }, judge),
  };
}

function toQuestion(problem: MbppProblem): Question {
  const { id, text, tests, testSetup } = problem;
  const reference = [testSetup, ...tests].filter((part) => part !== '').join('\n');
  return {
    id: String(id),
    prompt: alpacaPrompt(`${text}\nYour code should pass this test:\n${tests[0] ?? ''}`),
    reference,
    groups: {},
    program: { entryPoint: mbppEntryPoint(problem), check: reference },
  };
}
