import {
  alpacaPrompt,
  humanEvalHelpers,
  type HumanEvalProblem,
  type MbppProblem,
  type MiniCodeProblem,
} from '@lamella/datasets';
import type { Benchmark, Grade, Judge, ProgramToJudge } from './benchmark.ts';
import { completeFunction, extractProgram } from './extract-program.ts';

/** As many tokens as PiSSA's evaluation allows. */
const LONG_ANSWER = 1024;

/** mini-code: functions after their docstrings, checked by tests that the model never sees. */
export function miniCodeBenchmark(problems: readonly MiniCodeProblem[]): Benchmark {
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

/** HumanEval (Chen et al. 2021), each function as an instruction to complete it. */
export function humanEvalBenchmark(problems: readonly HumanEvalProblem[]): Benchmark {
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
    maxNewTokens: LONG_ANSWER,
    stopStrings: ['\n### '],
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

/** MBPP (Austin et al. 2021); the instruction shows the first of the assertions, which names the function. */
export function mbppBenchmark(problems: readonly MbppProblem[]): Benchmark {
  return {
    name: 'mbpp',
    questions: problems.map(({ id, text, tests, testSetup }) => ({
      id: String(id),
      prompt: alpacaPrompt(`${text}\nYour code should pass this test:\n${tests[0] ?? ''}`),
      reference: [testSetup, ...tests].filter((part) => part !== '').join('\n'),
      groups: {},
    })),
    maxNewTokens: LONG_ANSWER,
    stopStrings: ['\n### '],
    runsCode: true,
    grade: ({ reference }, completion, judge) =>
      gradeProgram({ program: extractProgram(completion), check: reference }, judge),
  };
}

async function gradeProgram(task: ProgramToJudge, judge: Judge | undefined): Promise<Grade> {
  if (judge === undefined) throw new Error('Expected a judge for a program that a model wrote, got none');
  const { verdict, detail } = await judge.judge(task);
  return {
    scores: { passed: Number(verdict === 'passed') },
    extracted: task.program,
    verdict: detail === '' ? verdict : `${verdict}: ${detail}`,
  };
}
