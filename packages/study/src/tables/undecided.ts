import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from './collect-cells.ts';
import { titleOf } from './rows.ts';

/**
 * A note below a table on the selections by importance that are undecided: layers on which more than one in twenty other
 * samples would decide otherwise. A selection is named once, whichever trials share it. Empty if all are decided.
 */
export function undecidedNote(cells: readonly TrialCell[]): string {
  const items = new Set(
    cells.flatMap(({ trial, result }) => (result === undefined ? [] : describe(trial, result))),
  );
  if (items.size === 0) return '';
  const list = [...items].map((item) => `- ${item}`).join('\n');
  return `**Undecided selections.** Other samples might select otherwise, as often as given:\n\n${list}\n`;
}

function describe(
  trial: TrialCell['trial'],
  { selection: { layers: selected, certainty } }: DoneResult,
): string[] {
  // Arms of controls have the selection of the method that they are of, or one of chance.
  if (trial.control !== undefined) return [];
  const { undecided = [], frequency = [], overlap = NaN } = certainty ?? {};
  if (undecided.length === 0) return [];
  const words = undecided.map((layer) => {
    const share = `${Math.round(100 * (frequency[layer] ?? NaN))} %`;
    return `${layer} (${selected.includes(layer) ? 'selected' : 'left out'}, ${share})`;
  });
  const of = `N = ${selected.length} of ${trial.numLayers}`;
  return [
    `${trial.title} on ${titleOf(trial)}, ${of}: layers ${words.join(', ')}; mean overlap ${overlap.toFixed(2)}`,
  ];
}
