import { join } from 'node:path';
import { type Baseline, guessBaseline } from '@lamella/metrics';
import type { GroupScore } from '@lamella/metrics/scores';
import type { Model } from '@lamella/models';
import type { ResolvedTrial } from '@lamella/spec';
import {
  type Benchmark,
  type GradedAnswer,
  type Judge,
  scoreAnswers,
  type TextTask,
  withScores,
} from '@lamella/tasks';
import { answerFileName } from './answer-lines.ts';
import { answerQuestions } from './answer-questions.ts';
import { chooseAnswers, type GradedChoice } from './choose-answers.ts';
import type { ExampleEncoder } from './example-encoder.ts';
import type { Evaluation, TrialContext } from './trial-outcome.ts';

/** The model that is scored, and what scoring it needs. */
export interface EvaluationRun {
  readonly trial: Pick<ResolvedTrial, 'training' | 'generation'>;
  readonly context: Pick<TrialContext, 'trialFolder' | 'onProgress'>;
  readonly model: Model;
  readonly encoder: ExampleEncoder;
  readonly judge: Judge | undefined;
  readonly stopIds: readonly number[] | undefined;
}

/**
 * Has a model answer all benchmarks of a task, by writing or by choosing as each one asks, and scores the answers, which are kept
 * in the trial's folder as they come.
 *
 * @returns the first score of the first benchmark is the one that counts
 */
export async function evaluateBenchmarks(
  { benchmarks }: Pick<TextTask, 'benchmarks'>,
  run: EvaluationRun,
): Promise<Evaluation> {
  const metrics: Record<string, number> = {};
  const groups: GroupScore[] = [];
  const predictions: Evaluation['predictions'] = {};
  const baselines: Record<string, Baseline> = {};
  const answerScores: Record<string, readonly number[]> = {};
  const { k: ks, scores: others } = run.trial.generation ?? {};
  for (const benchmark of benchmarks.map((one) => withScores(one, others))) {
    const { answers, chosen = {} } = await answer(benchmark, run);
    const scores = scoreAnswers(benchmark, answers, { ks, others });
    for (const [name, value] of Object.entries(scores.metrics)) metrics[`${benchmark.name}/${name}`] = value;
    for (const [name, value] of Object.entries(chosen)) predictions[`${benchmark.name}/${name}`] = value;
    groups.push(...scores.groups);
    const guess = guessOf(benchmark);
    if (guess !== undefined) baselines[benchmark.name] = guess;
    const [first = ''] = Object.keys(scores.metrics);
    if (benchmark.answeredBy !== 'choice')
      answerScores[`${benchmark.name}/${first}`] = benchmark.questions.map(
        (question) => scores.ofQuestions.get(question) ?? NaN,
      );
  }
  const [[name, primary] = ['', NaN]] = Object.entries(metrics);
  const hasScores = Object.keys(answerScores).length > 0;
  return {
    ...{ name, primary, metrics, predictions, groups, baselines },
    ...(hasScores && { answerScores }),
  };
}

/** The score of a guess, where every question offers choices. */
function guessOf(benchmark: Benchmark): Baseline | undefined {
  const counts =
    benchmark.answeredBy === 'choice'
      ? benchmark.questions.map(({ choices }) => choices.length)
      : benchmark.questions.flatMap(({ numChoices }) => numChoices ?? []);
  return counts.length > 0 && counts.length === benchmark.questions.length
    ? guessBaseline(counts)
    : undefined;
}

interface Answered {
  readonly answers: readonly GradedAnswer[];
  /** By score: which choice is right, and which one the model chose, question by question. */
  readonly chosen?: Evaluation['predictions'];
}

async function answer(
  benchmark: Benchmark,
  { trial, context, model, encoder, judge, stopIds }: EvaluationRun,
): Promise<Answered> {
  const common = {
    model,
    batchSize: trial.training.evaluationBatchSize,
    path: join(context.trialFolder, answerFileName(benchmark.name)),
    onAnswers: (step: number, steps: number) => context.onProgress({ phase: 'evaluation', step, steps }),
  };
  const { tokenizer } = encoder;
  if (benchmark.answeredBy === 'choice') {
    const answers = await chooseAnswers(benchmark, {
      ...common,
      padId: tokenizer.padId,
      encode: (continuations) => encoder.encodeContinuations(continuations),
    });
    const chosen = { acc: toPredictions(answers, 'acc'), acc_norm: toPredictions(answers, 'acc_norm') };
    return { answers, chosen };
  }
  const answers = await answerQuestions(benchmark, {
    ...common,
    ...{ tokenizer, judge, stopIds, settings: trial.generation ?? {} },
    encode: (questions) => encoder.encodePrompts(questions),
  });
  return { answers };
}

function toPredictions(
  answers: readonly GradedChoice[],
  metric: keyof GradedChoice['chosen'],
): Evaluation['predictions'][string] {
  return {
    labels: answers.map(({ question }) => question.answer),
    predictions: answers.map(({ chosen }) => chosen[metric]),
  };
}
