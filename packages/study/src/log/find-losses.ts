import { JsonLinesTail } from './json-lines-tail.ts';
import { listAttempts } from './attempts.ts';

/** The fields of a line of a trial's log that are read. */
interface Line {
  readonly kind?: unknown;
  readonly key?: unknown;
  readonly loss?: unknown;
}

/**
 * The losses of all steps that a result's training has logged, in whichever attempt.
 *
 * @param folder the folder of the trial's logs
 * @returns undefined if its log is not there, or not whole
 */
export function findLosses(
  folder: string,
  { key, cost }: { readonly key: string; readonly cost: { readonly steps: number } },
): readonly number[] | undefined {
  for (const path of listAttempts(folder)) {
    const lines = (new JsonLinesTail(path).read()?.values ?? []) as Line[];
    if (lines[0]?.key !== key) continue;
    const losses = lines.flatMap(({ kind, loss }) =>
      kind === 'step' && typeof loss === 'number' ? [loss] : [],
    );
    if (losses.length > 0 && losses.length === cost.steps) return losses;
  }
  return undefined;
}
