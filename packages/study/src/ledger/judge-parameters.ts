import { countTrialParameters, type ModelShape } from '@lamella/planning';
import type { ParametersClaim, ResolvedTrial } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';
import { withHalfOfTheLayers } from './find-cells.ts';
import { type ClaimJudgement, notRun } from './ledger-line.ts';

/**
 * Compares the parameters in the adapters of results with the published share, task by task. A count is of the paper's own models.
 *
 * @param cells of trials that have a result
 */
export function judgeMeasuredParameters(
  { method, expected }: ParametersClaim,
  cells: readonly TrialCell[],
): ClaimJudgement {
  if ('count' in expected) return notRun();
  const half = withHalfOfTheLayers(cells);
  const countOf = (name: string, task: string): number | undefined =>
    half.find(({ trial }) => trial.method === name && trial.task === task)?.result?.parameters.adapter;
  const pairs = [...new Set(half.map(({ trial }) => trial.task))].flatMap((task) => {
    const [own, other] = [countOf(method, task), countOf(expected.of, task)];
    return own === undefined || other === undefined ? [] : [{ own, other }];
  });
  const [first] = pairs;
  if (first === undefined) return notRun(`No task has both ${method} and ${expected.of}.`);
  const isShare = pairs.every(({ own, other }) => Math.abs(own / other - expected.share) < 0.0005);
  return {
    state: isShare ? 'reproduced' : 'not reproduced',
    ours: `${((100 * first.own) / first.other).toFixed(1)} %`,
    why: `${first.own.toLocaleString('en-US')} of ${first.other.toLocaleString('en-US')}, as results have them.`,
  };
}

/** Compares the number of parameters in the adapters of a spec's trials with the published one. It follows from the model's sizes. */
export function judgeParameters(
  { method, expected }: ParametersClaim,
  trials: readonly ResolvedTrial[],
  shape: ModelShape,
): ClaimJudgement {
  const count = (name: string): number => {
    const [trial] = trials.filter(({ method: one }) => one === name);
    if (trial === undefined) throw new Error(`Expected a trial of ${name}, got none`);
    return countTrialParameters(trial, shape, { numLabels: 2 }).adapter;
  };
  const ours = count(method);
  if ('count' in expected)
    return {
      state: ours === expected.count ? 'reproduced' : 'not reproduced',
      ours: ours.toLocaleString('en-US'),
      why: 'Counted from the sizes of the model.',
    };
  const all = count(expected.of);
  return {
    state: Math.abs(ours / all - expected.share) < 0.0005 ? 'reproduced' : 'not reproduced',
    ours: `${((100 * ours) / all).toFixed(1)} %`,
    why: `${ours.toLocaleString('en-US')} of ${all.toLocaleString('en-US')}, counted from the sizes of the model.`,
  };
}
