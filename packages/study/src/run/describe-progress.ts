import type { DisplayedProgress } from '@lamella/runners';
import type { TrialProgress } from '../trial/trial-outcome.ts';

/** A trial's progress in words, with the part that is done while it trains. */
export function describeProgress({
  phase,
  part,
  step,
  steps,
  mayEndEarly = false,
  epoch,
  loss,
}: TrialProgress): DisplayedProgress {
  if (phase === 'importance') return { detail: 'measuring importance' };
  if (phase === 'evaluation' && step !== undefined && steps !== undefined)
    return { detail: `answer ${step} of ${steps}` };
  if (phase !== 'training') return { detail: part ?? phase };
  const most = mayEndEarly ? 'at most ' : '';
  const detail = [
    `epoch ${epoch ?? '?'}`,
    ...(step === undefined ? [] : [`step ${step}${steps === undefined ? '' : ` of ${most}${steps}`}`]),
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
  ].join(', ');
  return step === undefined || steps === undefined ? { detail } : { detail, fraction: step / steps };
}
