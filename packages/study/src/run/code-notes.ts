import type { PlannedTrial } from './plan-trials.ts';

/** A plan's notes on results that other code than the present one made. */
export function codeNotes(planned: readonly PlannedTrial[]): string[] {
  const other = planned.filter(({ isOfOtherCode }) => isOfOtherCode);
  const [accepted, due] = [other.filter(({ isDone }) => isDone), other.filter(({ isDone }) => !isDone)];
  const notes: string[] = [];
  if (accepted.length > 0)
    notes.push(
      `${count(accepted)} done by other code than the present one, which is accepted here (--no-accept-code takes it back)`,
    );
  if (due.length > 0)
    notes.push(
      `${count(due)} done by other code than the present one and would run again: lamella why ${due[0]?.trial.id} says what has changed; ` +
        '--accept-code of lamella run takes them as they are',
    );
  return notes;
}

function count({ length }: readonly PlannedTrial[]): string {
  return `${length} of the trials ${length === 1 ? 'is' : 'are'}`;
}
