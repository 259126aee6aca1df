import { alpacaPrompt } from '@lamella/datasets';
import type { WrittenBenchmark, BenchmarkRecord } from '../benchmark.ts';
import { completeFunction, extractProgram } from '../grading/extract-program.ts';
import { freeText } from '../grading/free-text.ts';
import { gradeProgram } from '../grading/grade-program.ts';
import { type HumanEvalProblem, humanEvalHelpers, readHumanEval } from './read-human-eval.ts';

/** HumanEval (Chen et al. 2021). */
export const humaneval = {
  title: 'HumanEval',
  metrics: ['pass@1'],
  read: (path) => humanEvalBenchmark(readHumanEval(path)),
  hub: { id: 'openai/openai_humaneval', files: ['openai_humaneval/test-*.parquet'] },
} satisfies BenchmarkRecord;

/** Functions to write from head and docstring, each after an instruction to complete it. */
export function humanEvalBenchmark(problems: readonly HumanEvalProblem[]): WrittenBenchmark {
  const byId = new Map(problems.map((problem) => [problem.id, problem]));
  return {
    name: 'humaneval',
    questions: problems.map(({ id, prompt, test, entryPoint }) => ({
      id,
      prompt: alpacaPrompt(
        `Complete the following Python function.\n\`\`\`python\n${prompt.trimEnd()}\n\`\`\``,
      ),
      reference: `${test}\ncheck(${entryPoint})`,
      groups: {},
    })),
    ...freeText,
    runsCode: true,
    grade: ({ id, reference }, completion, judge) => {
      const { prompt = '', entryPoint = '' } = byId.get(id) ?? {};
      const program = completeFunction(prompt, extractProgram(completion), entryPoint);
      return gradeProgram(
        { program, check: `${humanEvalHelpers({ prompt, entryPoint })}${reference}` },
        judge,
      );
    },
  };
}
