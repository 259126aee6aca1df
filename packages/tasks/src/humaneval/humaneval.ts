import { alpacaPrompt } from '@lamella/datasets';
import type { WrittenBenchmark, BenchmarkRecord, Question } from '../benchmark.ts';
import { completeFunction, extractProgram } from '../grading/extract-program.ts';
import { freeText } from '../grading/free-text.ts';
import { gradeProgram } from '../grading/grade-program.ts';
import { sanitisedScores } from '../grading/others/evalplus.ts';
import { type HumanEvalProblem, humanEvalHelpers, readHumanEval } from './read-human-eval.ts';

/** HumanEval (Chen et al. 2021). */
export const humaneval = {
  title: 'HumanEval',
  metrics: ['pass@1'],
  others: sanitisedScores,
  read: (path) => humanEvalBenchmark(readHumanEval(path)),
  hub: { id: 'openai/openai_humaneval', files: ['openai_humaneval/test-*.parquet'] },
} satisfies BenchmarkRecord;

/** Functions to write from head and docstring, each after an instruction to complete it. */
export function humanEvalBenchmark(problems: readonly HumanEvalProblem[]): WrittenBenchmark {
  const byId = new Map(problems.map((problem) => [problem.id, problem]));
  return {
    name: 'humaneval',
    questions: problems.map(toQuestion),
    ...freeText,
    runsCode: true,
    grade: ({ id, reference, program }, completion, judge) => {
      const { prompt = '', entryPoint = '' } = byId.get(id) ?? {};
      const whole = completeFunction(prompt, extractProgram(completion), entryPoint);
      return gradeProgram({ program: whole, check: program?.check ?? reference }, judge);
    },
  };
}

function toQuestion(problem: HumanEvalProblem): Question {
  const { id, prompt, test, entryPoint } = problem;
  const reference = `${test}\ncheck(${entryPoint})`;
  return {
    id,
    prompt: alpacaPrompt(
      `Complete the following Python function.\n\`\`\`python\n${prompt.trimEnd()}\n\`\`\``,
    ),
    reference,
    groups: {},
    program: { entryPoint, check: `${humanEvalHelpers(problem)}${reference}` },
  };
}
