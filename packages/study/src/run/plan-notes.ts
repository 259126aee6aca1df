import { followedMetric, type ResolvedTrial } from '@lamella/spec';

/** A plan's notes on trainings that may end before their last epoch, one line for all that do so alike. */
export function earlyStoppingNotes(trials: readonly ResolvedTrial[]): string[] {
  const counts = new Map<string, number>();
  for (const trial of trials) {
    const note = noteOf(trial);
    if (note !== undefined) counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  return [...counts].map(
    ([note, count]) => `${count} of the trials ${count === 1 ? 'trains' : 'train'} ${note}`,
  );
}

function noteOf(trial: ResolvedTrial): string | undefined {
  const { epochs, earlyStopping } = trial.training;
  if (earlyStopping === undefined || trial.tuning === 'none') return undefined;
  const { patience, minDelta } = earlyStopping;
  const without = patience === 1 ? 'an epoch' : `${patience} epochs`;
  const by = minDelta === undefined ? '' : ` by more than ${minDelta}`;
  return `at most ${epochs} epochs: training ends after ${without} without a better ${followedMetric(trial)}${by}`;
}
