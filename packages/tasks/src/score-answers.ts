import { groupBy } from '@lamella/core';
import { mean, passAtK } from '@lamella/metrics';
import type { GroupScore } from '@lamella/metrics/scores';
import type { Benchmark, Grade, Question, WrittenBenchmark } from './benchmark.ts';
import type { OtherScoreName } from './other-score-names.ts';
import { benchmarkInfo } from './registry.ts';
import { othersOf, scoreKey } from './with-scores.ts';

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

/** The scores besides the benchmark's own. */
export interface ScoringOptions {
  /** The values of k for pass@k of programs. @default [1] */
  readonly ks?: readonly number[] | undefined;
  /** Scores of other graders that the answers have. */
  readonly others?: readonly OtherScoreName[] | undefined;
}

/**
 * Scores a benchmark from all answers: the mean of each score over problems and answers, or of programs pass@k by the unbiased
 * estimator of Chen et al. (2021) for each k. Then those of other graders, as {@link otherMetrics} names them.
 */
export function scoreAnswers(
  benchmark: Pick<Benchmark, 'name'> & Partial<Pick<WrittenBenchmark, 'runsCode'>>,
  answers: readonly GradedAnswer[],
  { ks = [1], others = [] }: ScoringOptions = {},
): BenchmarkScores {
  const questions = [...groupBy(answers, ({ question }) => question)];
  const metrics = [...ownMetrics(benchmark, ks), ...otherMetrics(benchmark, others, ks)];
  const scoreAll = ({ scoreOf }: Metric, some: typeof questions): number =>
    mean(some.map(([, own]) => scoreOf(own)));
  const [first] = metrics as [Metric];
  return {
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, scoreAll(metric, questions)])),
    ofQuestions: new Map(questions.map(([question, own]) => [question, first.scoreOf(own)])),
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

/** A score of a question, made of those of its answers. */
interface Metric {
  readonly name: string;
  scoreOf(answers: readonly GradedAnswer[]): number;
}

type Scored = Parameters<typeof scoreAnswers>[0];

function ownMetrics(benchmark: Scored, ks: readonly number[]): Metric[] {
  if (benchmark.runsCode) return ks.map((k) => passMetric(`pass@${k}`, k, 'passed'));
  return benchmarkInfo(benchmark.name).metrics.map((name) => meanMetric(name));
}

/** Scores of other graders that a benchmark has: `metamath`, or of programs `pass@1-evalplus`. */
export function otherMetrics(
  benchmark: Scored,
  asked: readonly OtherScoreName[],
  ks: readonly number[] = [1],
): Metric[] {
  return othersOf(benchmark.name, asked).flatMap((name) => {
    const key = scoreKey(benchmark, name);
    return benchmark.runsCode ? ks.map((k) => passMetric(`pass@${k}-${name}`, k, key)) : [meanMetric(key)];
  });
}

function meanMetric(name: string): Metric {
  return { name, scoreOf: (answers) => mean(answers.map(({ scores }) => scores[name] ?? NaN)) };
}

function passMetric(name: string, k: number, key: string): Metric {
  return {
    name,
    scoreOf: (answers) => {
      const numCorrect = answers.filter(({ scores }) => scores[key] === 1).length;
      return passAtK({ numSamples: answers.length, numCorrect, k });
    },
  };
}

function groupKinds(questions: readonly Question[]): string[] {
  return [...new Set(questions.flatMap(({ groups }) => Object.keys(groups)))];
}
