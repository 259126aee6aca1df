import type { AnswerLimits, Benchmark, Grade, OtherScore, WrittenBenchmark } from './benchmark.ts';
import { benchmarkInfo } from './registry.ts';
import { before } from './grading/others/python-text.ts';
import { type OtherScoreName, otherScoreNames } from './other-score-names.ts';

/** Those of some other graders' scores that a benchmark has, in the order in which they are shown. */
export function othersOf(benchmark: string, asked: readonly OtherScoreName[]): OtherScoreName[] {
  const { others = {} } = benchmarkInfo(benchmark);
  return otherScoreNames.filter((name) => others[name] !== undefined && asked.includes(name));
}

/**
 * A benchmark whose answers are scored by other graders as well: `scores` of a grade has theirs by name, of programs as
 * `passed-NAME`. Where a grader's answers are longer, so are all; the benchmark's own score is of the part that its own stop
 * strings end.
 *
 * @param asked names that the benchmark doesn't have are left out
 */
export function withScores(benchmark: Benchmark, asked: readonly OtherScoreName[] = []): Benchmark {
  if (benchmark.answeredBy === 'choice') return benchmark;
  const { others = {} } = benchmarkInfo(benchmark.name);
  const graders = othersOf(benchmark.name, asked).flatMap((name) => {
    const grader = others[name];
    return grader === undefined ? [] : [[scoreKey(benchmark, name), grader] as const];
  });
  return graders.length === 0 ? benchmark : addGraders(benchmark, graders);
}

/** The name of another grader's score of a single answer. */
export function scoreKey(
  { runsCode = false }: { readonly runsCode?: boolean },
  name: OtherScoreName,
): string {
  return runsCode ? `passed-${name}` : name;
}

function addGraders(
  benchmark: WrittenBenchmark,
  graders: readonly (readonly [key: string, grader: OtherScore])[],
): WrittenBenchmark {
  const limits = graders.flatMap(([, one]) => one.limits ?? []);
  const cut = (text: string): string => (limits.length > 0 ? before(text, benchmark.stopStrings) : text);
  return {
    ...benchmark,
    ...widest(benchmark, limits),
    grade: async (question, completion, judge): Promise<Grade> => {
      const own = await benchmark.grade(question, cut(completion), judge);
      const scores: Record<string, number> = { ...own.scores };
      for (const [key, { score, limits: whole }] of graders)
        scores[key] = Number(await score(question, whole ? completion : cut(completion), judge));
      return { ...own, scores };
    },
  };
}

/** Limits that cut no grader's answers short. */
function widest({ maxNewTokens, stopStrings }: AnswerLimits, others: readonly AnswerLimits[]): AnswerLimits {
  return {
    maxNewTokens: Math.max(maxNewTokens, ...others.map((one) => one.maxNewTokens)),
    stopStrings: stopStrings.filter((text) => others.every((one) => one.stopStrings.includes(text))),
  };
}
