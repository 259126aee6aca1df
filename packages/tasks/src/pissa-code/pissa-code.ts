import { UserError } from '@lamella/core';
import type { BenchmarkRecord, Question, WrittenBenchmark } from '../benchmark.ts';
import { freeText } from '../grading/free-text.ts';
import { gradeProgram } from '../grading/grade-program.ts';
import { sanitisedScores } from '../grading/others/evalplus.ts';
import { pissaProgram } from '../grading/others/pissa-program.ts';
import { humanEvalBenchmark } from '../humaneval/humaneval.ts';
import { readHumanEval } from '../humaneval/read-human-eval.ts';
import { mbppBenchmark } from '../mbpp/mbpp.ts';
import { readMbpp } from '../mbpp/read-mbpp.ts';
import { type PissaPrompt, readPissaPrompts } from './read-prompts.ts';

/** HumanEval by the prompts of PiSSA's data set and PiSSA's way of taking programs out of answers. */
export const humanEvalPissa = {
  title: 'HumanEval (PiSSA’s prompts)',
  metrics: ['pass@1'],
  others: sanitisedScores,
  testsOf: 'humaneval',
  read: (path, tests) => {
    const problems = readHumanEval(tests);
    const heads = new Map(problems.map(({ id, prompt }) => [id, prompt]));
    return promptedByPissa('humaneval-pissa', {
      prompts: readPissaPrompts(path, 'humaneval'),
      questions: humanEvalBenchmark(problems).questions,
      tests,
      headOf: (id) => heads.get(id) ?? '',
    });
  },
} satisfies BenchmarkRecord;

/** MBPP, those of its problems that EvalPlus has, in the same way. */
export const mbppPissa = {
  title: 'MBPP (PiSSA’s prompts)',
  metrics: ['pass@1'],
  others: sanitisedScores,
  testsOf: 'mbpp',
  read: (path, tests) =>
    promptedByPissa('mbpp-pissa', {
      prompts: readPissaPrompts(path, 'mbpp').map(({ id, prompt }) => ({
        id: id.replace(/^Mbpp\//, ''),
        prompt,
      })),
      questions: mbppBenchmark(readMbpp(tests)).questions,
      tests,
      headOf: () => '',
    }),
} satisfies BenchmarkRecord;

interface Prompted {
  readonly prompts: readonly PissaPrompt[];
  /** The problems with their tests, asked in other words. */
  readonly questions: readonly Question[];
  /** Their file, for errors. */
  readonly tests: string;
  /** The lines before a problem's program when it is run. */
  headOf(id: string): string;
}

/** The problems that there are prompts of. As in PiSSA's scripts, nothing but the end of text ends an answer. */
function promptedByPissa(
  name: 'humaneval-pissa' | 'mbpp-pissa',
  { prompts, questions, tests, headOf }: Prompted,
): WrittenBenchmark {
  const byId = new Map(questions.map((question) => [question.id, question]));
  return {
    name,
    questions: prompts.map(({ id, prompt }) => {
      const question = byId.get(id);
      if (question?.program !== undefined)
        return { ...question, prompt, program: { ...question.program, head: headOf(id) } };
      throw new UserError(
        `Expected the tests of problem ${id} in ${tests}, got none: ${name} asks for them.`,
        {
          exitCode: 2,
        },
      );
    }),
    ...freeText,
    stopStrings: [],
    runsCode: true,
    grade: ({ reference, program }, completion, judge) =>
      gradeProgram(
        {
          program: `${program?.head ?? ''}${pissaProgram(completion)}`,
          check: program?.check ?? reference,
        },
        judge,
      ),
  };
}
