import { join } from 'node:path';
import { extractBoxed } from '@lamella/core';
import {
  type Gsm8kProblem,
  type MathProblem,
  extractAnswerStrict,
  extractLastNumber,
  extractStatedAnswer,
  mathAnswersAgree,
  readGsm8k,
  readMath,
  sameNumber,
} from '@lamella/tasks';
import { report, type Report } from './report.ts';

/** Ways of writing an answer that change nothing; each gives null where it does not apply. */
const REWRITINGS: readonly (readonly [name: string, rewrite: (answer: string) => string | null])[] = [
  ['in dollar signs', (answer) => `$${answer}$`],
  ['with a final dot', (answer) => `${answer}.`],
  ['with x = before', (answer) => (/[=,]/.test(answer) ? null : `x = ${answer}`)],
  ['\\frac as \\dfrac', replaced(/\\frac/g, '\\dfrac')],
  ['\\frac{a}{b} as \\frac ab', replaced(/\\frac\{(\d)\}\{(\d)\}/g, '\\frac$1$2')],
  ['\\frac{a}{b} as a/b', replaced(/^\\frac\{(\d+)\}\{(\d+)\}$/, '$1/$2')],
  ['\\sqrt{a} as \\sqrt a', replaced(/\\sqrt\{(\d)\}/g, '\\sqrt$1')],
  ['0.5 as .5', replaced(/\b0\.(?=\d)/g, '.')],
  ['commas with a space', replaced(/(?<!\{),(?=[^ \\\d])/g, ', ')],
  ['brackets that grow', replaced(/^\(([^()]*)\)$/, '\\left($1\\right)')],
  ['whole numbers with .0', replaced(/^(-?\d+)$/, '$1.0')],
  ['whole numbers with commas', replaced(/^(\d{1,3})(\d{3})$/, '$1,$2')],
  ['whole numbers of cm', replaced(/^(\d+)$/, '$1\\text{ cm}')],
  ['whole numbers of degrees', replaced(/^(\d+)$/, '$1^\\circ')],
  ['whole numbers of percent', replaced(/^(\d+)$/, '$1\\%')],
  ['without \\text', replaced(/^\\text\{([A-Za-z]+)\}$/, '$1')],
];

/** Runs the graders of GSM8K and MATH on their reference answers. */
export function gradeMathAnswers(folder: string): Report[] {
  const gsm8k = ['train', 'test'].flatMap((split) =>
    gradeGsm8k(`GSM8K ${split}`, readGsm8k(join(folder, `gsm8k/${split}.jsonl`))),
  );
  const math = readMath(join(folder, 'MATH/test_5000.jsonl'));
  const subset = readMath(join(folder, 'MATH/math500_test.jsonl'));
  return [
    ...gsm8k,
    ...gradeMath('MATH', math),
    ...gradeMath('MATH-500', subset),
    report('MATH-500: its answer agrees with its solution', subset, ({ id, answer, solution }) =>
      mathAnswersAgree(answer, extractBoxed(solution)) ? undefined : `${id}: ${answer}`,
    ),
  ];
}

function gradeGsm8k(name: string, problems: readonly Gsm8kProblem[]): Report[] {
  const wrong = (found: string | null, { id, answer }: Gsm8kProblem): string | undefined =>
    sameNumber(found, answer) ? undefined : `row ${id}: expected ${answer}, got ${found}`;
  return [
    report(`${name}: strict`, problems, (problem) => wrong(extractAnswerStrict(problem.solution), problem)),
    report(`${name}: last number`, problems, (problem) =>
      wrong(extractLastNumber(problem.solution), problem),
    ),
  ];
}

function gradeMath(name: string, problems: readonly MathProblem[]): Report[] {
  const itself = report(`${name}: agrees with itself, stated as MetaMath does`, problems, (problem) => {
    const stated = extractStatedAnswer(`So.\nThe answer is: ${problem.answer}`);
    return mathAnswersAgree(problem.answer, stated) ? undefined : `${problem.id}: ${problem.answer}`;
  });
  const rewritten = REWRITINGS.map(([form, rewrite]) => {
    const pairs = problems.flatMap(({ id, answer }) => {
      const other = rewrite(answer);
      return other === null || other === answer ? [] : [{ id, answer, other }];
    });
    return report(`${name}: ${form}`, pairs, ({ id, answer, other }) =>
      mathAnswersAgree(answer, other) ? undefined : `${id}: ${answer} | ${other}`,
    );
  });
  return [itself, ...rewritten];
}

/** Reference answers of MATH that are written differently but agree, for a reader to judge. */
export function findAgreements(folder: string): string[] {
  const problems = readMath(join(folder, 'MATH/test_5000.jsonl'));
  const answers = [...new Set(problems.map(({ answer }) => answer.replace(/\s/g, '')))];
  return answers.flatMap((a, i) =>
    answers
      .slice(i + 1)
      .filter((b) => mathAnswersAgree(a, b))
      .map((b) => `${a} agrees with ${b}`),
  );
}

function replaced(pattern: RegExp, replacement: string): (answer: string) => string | null {
  return (answer) => answer.replace(pattern, replacement);
}
