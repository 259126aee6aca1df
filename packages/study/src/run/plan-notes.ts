import { followedMetric, isCandidate, type ResolvedTrial } from '@lamella/spec';

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

/** A plan's notes on trials that try learning rates, and on those whose number of steps is measured first. */
export function controlNotes(trials: readonly ResolvedTrial[]): string[] {
  const candidates = trials.filter(isCandidate);
  const epochs = candidates.reduce((total, { training }) => total + training.epochs, 0);
  const timed = trials.filter(({ equalTime }) => equalTime !== undefined);
  return [
    ...(candidates.length === 0
      ? []
      : [
          `${candidates.length} of the trials try learning rates, over ${epochs} epochs in all, on a part of the training examples; they are scored on the rest and are no results`,
        ]),
    ...(timed.length === 0
      ? []
      : [
          `${timed.length} of the trials ${timed.length === 1 ? 'takes' : 'take'} as many steps as LoRA in all layers has time for, by the seconds that are measured first`,
        ]),
  ];
}

function noteOf(trial: ResolvedTrial): string | undefined {
  const { epochs, earlyStopping } = trial.training;
  if (earlyStopping === undefined || trial.tuning === 'none') return undefined;
  const { patience, minDelta } = earlyStopping;
  const without = patience === 1 ? 'an epoch' : `${patience} epochs`;
  const by = minDelta === undefined ? '' : ` by more than ${minDelta}`;
  return `at most ${epochs} epochs: training ends after ${without} without a better ${followedMetric(trial)}${by}`;
}
