import { countTrialParameters, type ModelShape } from '@lamella/planning';
import type { ParametersClaim, ResolvedTrial } from '@lamella/spec';
import type { ClaimJudgement } from './ledger-line.ts';

/** Compares the number of parameters in the adapters of a spec's trials with the published one. It follows from the model's sizes. */
export function judgeParameters(
  { method, expected }: ParametersClaim,
  trials: readonly ResolvedTrial[],
  shape: ModelShape,
): ClaimJudgement {
  const count = (name: string): number => {
    const [trial] = trials.filter(({ method: one }) => one === name);
    if (trial === undefined) throw new Error(`Expected a trial of ${name}, got none`);
    return countTrialParameters(trial, shape, 2).adapter;
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
