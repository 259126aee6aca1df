import { taskMetrics, tokenLoss } from '@lamella/metrics';
import { benchmarkInfo, isBenchmark, type Question, scoreAnswers } from '@lamella/tasks';
import type { DoneResult } from '../results/trial-result.ts';
import { metricsOfSplit, ofSplit, scoreSplit } from '../trial/split-scores.ts';
import type { ExportedAnswer } from './exported-answers.ts';

/** A result, and the answers behind its scores by benchmark. */
export interface ScoredTrial {
  readonly result: DoneResult;
  readonly answers: ReadonlyMap<string, readonly ExportedAnswer[]>;
}

/** A value that was recorded, and the same one made again. */
export interface Check {
  /** Such as `score accuracy`. */
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** The scores that were made again. */
export interface Rescored {
  readonly checks: readonly Check[];
  /** Scores, and groups of questions, whose outputs are not there, so that they can't be made again. */
  readonly open: readonly string[];
}

/**
 * Makes a trial's scores again from its predictions and answers, by the code that made them: the metrics of predictions, the loss
 * of log-likelihoods, the means over graded answers. Scores after single epochs, and baselines, need the model or the data.
 *
 * @throws UserError for predictions that nothing can be made of
 */
export function rescore(trial: ScoredTrial): Rescored {
  const { primary, final } = trial.result.metrics;
  const own: Check = {
    what: `the primary score, ${primary.name}`,
    expected: final[primary.name],
    got: primary.value,
  };
  const checks = [own, ...checkPredictions(trial), ...checkHeldOut(trial), ...checkAnswers(trial)];
  const done = new Set(checks.map(({ what }) => what));
  const scores = Object.keys(final).filter((name) => !done.has(scoreName(name)));
  const groups = (trial.result.groups ?? []).filter((group) => !done.has(groupName(group)));
  return { checks, open: [...scores, ...new Set(groups.map(({ benchmark }) => `groups of ${benchmark}`))] };
}

/** The first value that is not the same again; JSON tells every finite number from every other, and has null for one that is none. */
export function firstDifference(checks: Iterable<Check>): Check | undefined {
  for (const check of checks) if (JSON.stringify(check.expected) !== JSON.stringify(check.got)) return check;
  return undefined;
}

function scoreName(name: string): string {
  return `score ${name}`;
}

function* checkScores({ result }: ScoredTrial, scores: Readonly<Record<string, number>>): Generator<Check> {
  const { final } = result.metrics;
  for (const [name, got] of Object.entries(scores))
    if (Object.hasOwn(final, name)) yield { what: scoreName(name), expected: final[name], got };
}

/** Splits are scored by metrics, and choices of a benchmark, which are named `benchmark/score`, by how many are right. */
function* checkPredictions(trial: ScoredTrial): Generator<Check> {
  const names = Object.keys(trial.result.metrics.final);
  for (const [split, { labels, predictions }] of Object.entries(trial.result.predictions)) {
    if (labels === undefined) continue;
    const counts = { expected: labels.length, got: predictions.length };
    yield { what: `number of predictions of ${split}`, ...counts };
    if (counts.expected !== counts.got) return;
    // taskMetrics refuses what is no number.
    const pairs = { labels, predictions: predictions.map((value) => value ?? NaN) };
    const scores = split.includes('/')
      ? { [split]: taskMetrics(['accuracy'], pairs)['accuracy'] ?? NaN }
      : scoreSplit(split, metricsOfSplit(split, names), pairs);
    yield* checkScores(trial, scores);
  }
}

function* checkHeldOut(trial: ScoredTrial): Generator<Check> {
  for (const [split, likelihoods] of Object.entries(trial.result.heldOut ?? {})) {
    const { loss, perplexity } = tokenLoss(likelihoods);
    yield* checkScores(trial, { [ofSplit(split, 'loss')]: loss, [ofSplit(split, 'perplexity')]: perplexity });
  }
}

function* checkAnswers(trial: ScoredTrial): Generator<Check> {
  const { result, answers } = trial;
  for (const [benchmark, given] of answers) {
    if (!isBenchmark(benchmark)) continue;
    const questions = new Map<string, Question>();
    for (const answer of given) if (!questions.has(answer.id)) questions.set(answer.id, toQuestion(answer));
    const graded = given.flatMap(({ id, scores }) => {
      const question = questions.get(id);
      return question === undefined ? [] : [{ question, scores }];
    });
    const runsCode = benchmarkInfo(benchmark).metrics[0].startsWith('pass@');
    const { k: ks, scores: others } = result.trial.generation ?? {};
    const scores = scoreAnswers({ name: benchmark, runsCode }, graded, { ks, others });
    const named = Object.entries(scores.metrics).map(([name, value]) => [`${benchmark}/${name}`, value]);
    yield* checkScores(trial, Object.fromEntries(named) as Record<string, number>);
    yield* checkQuestions(result, benchmark, [...scores.ofQuestions.values()]);
    for (const group of scores.groups) yield checkGroup(result, group);
  }
}

/** Answers come in another order than questions, those of like length together: which scores there are is compared. */
function* checkQuestions(
  { answerScores = {} }: DoneResult,
  benchmark: string,
  got: readonly number[],
): Generator<Check> {
  const [, recorded] = Object.entries(answerScores).find(([name]) => name.startsWith(`${benchmark}/`)) ?? [];
  if (recorded === undefined) return;
  const sorted = (values: readonly (number | null)[]): (number | null)[] =>
    values.toSorted((a, b) => (a ?? -1) - (b ?? -1));
  yield { what: `scores of the questions of ${benchmark}`, expected: sorted(recorded), got: sorted(got) };
}

type Group = NonNullable<DoneResult['groups']>[number];

function checkGroup({ groups = [] }: DoneResult, group: Group): Check {
  const { benchmark, by, group: name, count, score } = group;
  const recorded = groups.find((one) => one.benchmark === benchmark && one.by === by && one.group === name);
  const numbers = (one: Group | undefined) => one && { count: one.count, score: one.score };
  return {
    what: groupName(group),
    expected: numbers(recorded),
    got: { count, score },
  };
}

function groupName({ benchmark, by, group }: Group): string {
  return `group ${group} (${by}) of ${benchmark}`;
}

function toQuestion(answer: ExportedAnswer): Question {
  const { id, prompt = '', reference = '' } = answer;
  return { id, prompt, reference, groups: 'groups' in answer ? (answer.groups ?? {}) : {} };
}
