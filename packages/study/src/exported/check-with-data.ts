import type { Examples } from '@lamella/datasets';
import {
  type Benchmark,
  type ChoiceBenchmark,
  gradeChoices,
  type Question,
  type WrittenBenchmark,
} from '@lamella/tasks';
import { type ExportedAnswer, isChosen } from './exported-answers.ts';
import type { DoneResult } from '../results/trial-result.ts';
import type { ScoredRows } from './data-rows.ts';
import type { Check, ScoredTrial } from './rescore.ts';

/**
 * Compares what a trial's scores were made of with its data: labels with those of the rows, and grades with those that the answers
 * get again. Programs are not run again: that takes a sandbox.
 */
export async function checkWithData(
  { result, answers }: ScoredTrial,
  { examples, benchmarks }: ScoredRows,
): Promise<Check[]> {
  const parts = Object.entries(examples).map(([split, rows]) => checkLabels(result, split, rows));
  for (const benchmark of benchmarks) {
    const given = answers.get(benchmark.name);
    if (given === undefined) continue;
    const samples = benchmark.answeredBy === 'choice' ? 1 : (result.trial.generation?.samples ?? 1);
    const counts = { expected: benchmark.questions.length * samples, got: given.length };
    parts.push([{ what: `number of answers to ${benchmark.name}`, ...counts }]);
    parts.push(await gradeAll(benchmark, given));
  }
  return parts.flat();
}

function checkLabels({ predictions }: DoneResult, split: string, rows: Examples): Check[] {
  const labels = predictions[split]?.labels;
  if (labels === undefined) return [];
  const expected = Array.from(rows, ({ label }) => label);
  return [
    { what: `number of labels of ${split}`, expected: expected.length, got: labels.length },
    ...labels.map((label, row) => ({
      what: `label of row ${row} of ${split}`,
      ...{ expected: expected[row], got: label },
    })),
  ];
}

async function gradeAll(benchmark: Benchmark, answers: readonly ExportedAnswer[]): Promise<Check[]> {
  const questions = new Map(benchmark.questions.map((question) => [question.id, question]));
  const checks: Check[] = [];
  for (const answer of answers) {
    const what = `grade of the answer to question ${answer.id} of ${benchmark.name}`;
    const question = questions.get(answer.id);
    const got = gradeOf(answer);
    if (question === undefined) checks.push({ what, expected: 'no such question', got });
    else if (benchmark.answeredBy === 'choice')
      checks.push({ what, expected: chooseAgain(benchmark, answer), got });
    else if (!benchmark.runsCode)
      checks.push({ what, expected: await gradeAgain(benchmark, question, answer), got });
  }
  return checks;
}

/** The grade of an answer as it was recorded; the text of a choice is not always there. */
function gradeOf(answer: ExportedAnswer): object {
  const { scores, verdict } = answer;
  return isChosen(answer)
    ? { scores, chosen: answer.chosen, verdict }
    : { scores, extracted: answer.extracted, verdict };
}

function chooseAgain({ questions }: ChoiceBenchmark, answer: ExportedAnswer): object | undefined {
  const question = questions.find(({ id }) => id === answer.id);
  if (question === undefined || !isChosen(answer)) return undefined;
  const { scores, chosen, verdict } = gradeChoices(question, answer.logLikelihoods);
  return { scores, chosen, verdict };
}

async function gradeAgain(
  benchmark: WrittenBenchmark,
  question: Question,
  answer: ExportedAnswer,
): Promise<object | undefined> {
  if (isChosen(answer)) return undefined;
  const { scores, extracted, verdict } = await benchmark.grade(question, answer.completion, undefined);
  return { scores, extracted, verdict };
}
