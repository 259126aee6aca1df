import type { EncodedExample } from '@lamella/datasets';
import { metricNames, taskMetrics } from '@lamella/metrics';
import type { Model } from '@lamella/models';
import { epochMetrics, type HeldOut, type ResolvedTrial } from '@lamella/spec';
import { type FrozenPrefixes, heldOutLoss, LogLikelihoods, Predictor, toPrediction } from '@lamella/training';
import { splitExamples } from '../inputs/split-examples.ts';
import { scoreOnce } from './score-once.ts';
import type { Evaluation } from './trial-outcome.ts';
import type { Evaluator, TrialTask } from './trial-task.ts';

/**
 * A task whose training examples are split: a trial that tries a learning rate trains on some and is scored on the rest, by the metric
 * that counts for the task, or by the loss where a model writes. The task's own evaluation, which has the dev set, is not there.
 *
 * @throws UserError (exit code 2) if there are too few examples to split
 */
export function heldOutTask(task: TrialTask, trial: ResolvedTrial, heldOut: HeldOut): TrialTask {
  const split = splitExamples(task.train, heldOut);
  const { evaluationBatchSize } = trial.training;
  const isText = task.kind === 'causal-lm';
  return {
    ...task,
    train: split.train,
    scored: split.heldOut,
    rows: { train: split.train.length, dev: split.heldOut.length },
    // Neither its losses nor its weights are kept: it is done over if it is stopped.
    isAnsweredByText: false,
    evaluator: (model, prefixes) =>
      isText
        ? lossEvaluator(model, task, { examples: split.heldOut, batchSize: evaluationBatchSize, prefixes })
        : scoreEvaluator(model, task, {
            examples: split.heldOut,
            batchSize: evaluationBatchSize,
            prefixes,
            metrics: epochMetrics(trial).flatMap((name) => metricNames.find((one) => one === name) ?? []),
          }),
  };
}

interface Scoring {
  readonly examples: readonly EncodedExample[];
  readonly batchSize: number;
  readonly prefixes: FrozenPrefixes | undefined;
}

function lossEvaluator(
  model: Model,
  { padId }: TrialTask,
  { examples, batchSize, prefixes }: Scoring,
): Evaluator {
  const likelihoods = new LogLikelihoods(model, { padId, prefixes });
  return evaluatorOf(likelihoods, () => {
    const { loss } = heldOutLoss(likelihoods, examples, batchSize);
    return { name: 'loss', primary: loss, metrics: { loss }, predictions: {} };
  });
}

function scoreEvaluator(
  model: Model,
  { padId, kind }: TrialTask,
  { examples, batchSize, prefixes, metrics: names }: Scoring & { readonly metrics: readonly string[] },
): Evaluator {
  const predictor = new Predictor(model, { padId, prefixes });
  const labels = examples.map(({ label }) => label);
  return evaluatorOf(predictor, () => {
    const predictions = predictor.logits(examples, batchSize).map((logits) => toPrediction(kind, logits));
    const metrics = taskMetrics(names, { labels, predictions });
    const [name = ''] = names;
    return { name, primary: metrics[name] ?? NaN, metrics, predictions: {} };
  });
}

function evaluatorOf(owner: { dispose(): void }, score: () => Evaluation): Evaluator {
  const { afterEpoch, atEnd } = scoreOnce(score);
  return {
    afterEpoch,
    evaluate: (weights) => Promise.resolve(atEnd(weights)),
    dispose: () => owner.dispose(),
  };
}
