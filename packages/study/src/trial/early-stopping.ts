import { scoreMetric } from '@lamella/metrics';
import { followedMetric, type ResolvedTrial } from '@lamella/spec';
import type { EarlyStop, TrainingRun } from '@lamella/training';
import type { TrialOutcome } from '../results/trial-result.ts';
import type { Evaluator } from './trial-task.ts';

/** Scores a training's model after an epoch, by the metric that the trial follows. */
export function scoreEpoch(
  { training }: Pick<ResolvedTrial, 'training'>,
  evaluator: Evaluator,
): ReturnType<TrainingRun['evaluate']> {
  const { name, primary, metrics } = evaluator.afterEpoch();
  const metric = training.earlyStopping?.metric;
  if (metric === undefined) return { primary, better: scoreMetric(name).better, metrics };
  const score = metrics[metric];
  if (score !== undefined) return { primary: score, better: scoreMetric(metric).better, metrics };
  throw new Error(`Expected ${metric} among the scores of an epoch, got ${Object.keys(metrics).join(', ')}`);
}

/** Records in a trial's result that its training ended early. @param plannedEpochs which a number of steps may have changed */
export function recordEarlyStop(
  { epoch, score, best }: EarlyStop,
  trial: Pick<ResolvedTrial, 'task' | 'data' | 'training'>,
  plannedEpochs = trial.training.epochs,
): NonNullable<TrialOutcome['stopped']> {
  const { earlyStopping } = trial.training;
  const metric = followedMetric(trial);
  if (earlyStopping === undefined || metric === undefined)
    throw new Error('Expected a trial whose training may end early');
  const { patience, minDelta } = earlyStopping;
  return {
    metric,
    patience,
    ...(minDelta !== undefined && { minDelta }),
    ...{ epoch, plannedEpochs, score, best: best ?? null },
  };
}
