import { alpacaPrompt } from '@lamella/datasets';
import type { WrittenBenchmark, BenchmarkRecord, Grade } from '../benchmark.ts';
import { freeText } from '../grading/free-text.ts';
import { describeVerdict } from '../grading/grade-number.ts';
import { formulaScores } from '../grading/others/formula-scores.ts';
import { statedFormula } from '../grading/stated-formula.ts';
import { mathAnswersAgree } from './math-answers-agree.ts';
import { type MathProblem, readMath } from './read-math.ts';

/** Subjects that the copy on the hub has folders of. */
const subjects = [
  ...['algebra', 'counting_and_probability', 'geometry', 'intermediate_algebra', 'number_theory'],
  ...['prealgebra', 'precalculus'],
];

/** MATH (Hendrycks et al. 2021). */
export const math = {
  title: 'MATH',
  metrics: ['accuracy'],
  others: formulaScores,
  read: (path) => mathBenchmark(readMath(path)),
  hub: {
    id: 'EleutherAI/hendrycks_math',
    files: subjects.map((subject) => `${subject}/test-*.parquet`),
  },
} satisfies BenchmarkRecord;

/** Competition problems by level and subject; the answer is what is stated, or else boxed. */
export function mathBenchmark(problems: readonly MathProblem[]): WrittenBenchmark {
  return {
    name: 'math',
    questions: problems.map(({ id, problem, answer, level, subject }) => ({
      id: String(id),
      prompt: alpacaPrompt(problem),
      reference: answer,
      groups: { level, subject },
    })),
    ...freeText,
    runsCode: false,
    grade: ({ reference }, completion) => Promise.resolve(gradeFormula(completion, reference)),
  };
}

function gradeFormula(completion: string, answer: string): Grade {
  const extracted = statedFormula(completion);
  const isRight = mathAnswersAgree(extracted, answer);
  return { scores: { accuracy: Number(isRight) }, extracted, verdict: describeVerdict(extracted, isRight) };
}
