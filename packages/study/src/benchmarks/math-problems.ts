import { alpacaPrompt, type Gsm8kProblem, type MathProblem, type MiniMathProblem } from '@lamella/datasets';
import { extractBoxed, extractStatedAnswer, mathAnswersAgree } from '@lamella/metrics';
import type { Benchmark, Grade } from './benchmark.ts';
import { describeVerdict, gradeNumber } from './number-answers.ts';

/** As many tokens as PiSSA's evaluation allows. */
const LONG_ANSWER = 1024;

/** A model that has not learnt to end goes on with instructions of its own. */
const NEXT_INSTRUCTION = ['\n### '];

/** mini-math: word problems, scored by their number, apart by the number of their steps. */
export function miniMathBenchmark(problems: readonly MiniMathProblem[]): Benchmark {
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

/** GSM8K (Cobbe et al. 2021), after an instruction in PiSSA's template. */
export function gsm8kBenchmark(problems: readonly Gsm8kProblem[]): Benchmark {
  return {
    name: 'gsm8k',
    questions: problems.map(({ id, question, answer }) => ({
      id: String(id),
      prompt: alpacaPrompt(question),
      reference: answer,
      groups: {},
    })),
    maxNewTokens: LONG_ANSWER,
    stopStrings: NEXT_INSTRUCTION,
    runsCode: false,
    grade: ({ reference }, completion) => Promise.resolve(gradeNumber(completion, reference)),
  };
}

/** MATH (Hendrycks et al. 2021), by level and subject; the answer is what is stated, or else boxed. */
export function mathBenchmark(problems: readonly MathProblem[]): Benchmark {
  return {
    name: 'math',
    questions: problems.map(({ id, problem, answer, level, subject }) => ({
      id: String(id),
      prompt: alpacaPrompt(problem),
      reference: answer,
      groups: { level, subject },
    })),
    maxNewTokens: LONG_ANSWER,
    stopStrings: NEXT_INSTRUCTION,
    runsCode: false,
    grade: ({ reference }, completion) => Promise.resolve(gradeFormula(completion, reference)),
  };
}

function gradeFormula(completion: string, answer: string): Grade {
  const extracted = extractStatedAnswer(completion) ?? extractBoxed(completion);
  const isRight = mathAnswersAgree(extracted, answer);
  return { scores: { accuracy: Number(isRight) }, extracted, verdict: describeVerdict(extracted, isRight) };
}
