import { alignColumns, formatMebibytes } from '@lamella/planning';
import { formatDuration } from '@lamella/runners';
import { countSteps } from '@lamella/training';
import type { ChosenSettings } from './choose-settings.ts';
import type { TrialCost } from './predict-costs.ts';

/** The plan that is shown before anything is trained. */
export interface ShownPlan {
  /** The subject, line by line: model, data, task, layers. */
  readonly subject: readonly (readonly [name: string, text: string])[];
  readonly settings: ChosenSettings;
  readonly numExamples: number;
  readonly costs: readonly TrialCost[];
}

/** The plan as text: the subject, each setting with its reason, and each trial with its predicted time and memory. */
export function formatPlan({ subject, settings, numExamples, costs }: ShownPlan): string {
  const chosen = Object.entries(settings)
    .filter(([name, { value }]) => name !== 'accumulation' || value > 1)
    .map(([name, { value, why }]) => [name, String(value), why]);
  const trials = costs.map((cost) => trialRow(cost, numExamples));
  return [
    ...alignColumns(subject.map((row) => [...row])),
    '',
    ...alignColumns([['setting', 'value', 'why'], ...chosen]),
    '',
    ...alignColumns([['trial', 'peak MiB', 'training, at most'], ...trials]),
  ].join('\n');
}

function trialRow({ trial, step }: TrialCost, numExamples: number): string[] {
  if (step === undefined) return [trial.id, '-', '-'];
  const steps = countSteps(numExamples, trial.training);
  return [trial.id, formatMebibytes(step.peakBytes), formatDuration(steps * step.seconds)];
}
