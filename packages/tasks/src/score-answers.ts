import { groupBy } from '@lamella/core';
import { mean, passAtK } from '@lamella/metrics';
import type { GroupScore } from '@lamella/metrics/scores';
import type { Benchmark, Grade, Question, WrittenBenchmark } from './benchmark.ts';
import { benchmarkInfo } from './registry.ts';

/** An answer with what it is one of. */
export interface GradedAnswer {
  readonly question: Question;
  readonly scores: Grade['scores'];
}

/** The scores of a model in a benchmark. */
export interface BenchmarkScores {
  /** By name, the one that counts first. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly groups: readonly GroupScore[];
  /** The first score of each question. */
  readonly ofQuestions: ReadonlyMap<Question, number>;
}

/**
 * Scores a benchmark from all answers: the mean of each score over problems and answers, or of programs pass@k by the unbiased
 * estimator of Chen et al. (2021) for each k.
 */
export function scoreAnswers(
  benchmark: Pick<Benchmark, 'name'> & Partial<Pick<WrittenBenchmark, 'runsCode'>>,
  answers: readonly GradedAnswer[],
  ks: readonly number[] = [1],
): BenchmarkScores {
  const byQuestion = groupBy(answers, ({ question }) => question);
  const names = benchmark.runsCode ? ks.map((k) => `pass@${k}`) : benchmarkInfo(benchmark.name).metrics;
  const scoreOf = (name: string, own: readonly GradedAnswer[]): number =>
    benchmark.runsCode
      ? passRate(own, Number(name.slice('pass@'.length)))
      : mean(own.map(({ scores }) => scores[name] ?? NaN));
  const questions = [...byQuestion];
  const scoreAll = (name: string, some: typeof questions): number =>
    mean(some.map(([, own]) => scoreOf(name, own)));
  const [first = ''] = names;
  return {
    metrics: Object.fromEntries(names.map((name) => [name, scoreAll(name, questions)])),
    ofQuestions: new Map(questions.map(([question, own]) => [question, scoreOf(first, own)])),
    groups: groupKinds(questions.map(([question]) => question)).flatMap((by) =>
      [...groupBy(questions, ([{ groups }]) => groups[by] ?? '')]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([group, own]) => ({
          benchmark: benchmark.name,
          by,
          group,
          count: own.length,
          score: scoreAll(first, own),
        })),
    ),
  };
}

function passRate(answers: readonly GradedAnswer[], k: number): number {
  const numCorrect = answers.filter(({ scores }) => scores['passed'] === 1).length;
  return passAtK({ numSamples: answers.length, numCorrect, k });
}

function groupKinds(questions: readonly Question[]): string[] {
  return [...new Set(questions.flatMap(({ groups }) => Object.keys(groups)))];
}
