import { JsonLinesTail } from './json-lines-tail.ts';
import { listAttempts } from './attempts.ts';

/** The fields of a line of a trial's log that are read. */
interface Line {
  readonly kind?: unknown;
  readonly key?: unknown;
  readonly loss?: unknown;
}

/** The log of a result's training, whole. */
export interface LoggedTraining {
  readonly path: string;
  readonly losses: readonly number[];
}

/** The training that is looked for: that of a result. */
interface WantedTraining {
  readonly key: string;
  readonly cost: { readonly steps: number };
}

/**
 * The log of a result's training, in whichever attempt.
 *
 * @param folder the folder of the trial's logs
 * @returns undefined if its log is not there, or not whole
 */
export function findLoggedTraining(
  folder: string,
  { key, cost }: WantedTraining,
): LoggedTraining | undefined {
  for (const path of listAttempts(folder)) {
    const lines = (new JsonLinesTail(path).read()?.values ?? []) as Line[];
    if (lines[0]?.key !== key) continue;
    const losses = lossesIn(lines);
    if (losses.length > 0 && losses.length === cost.steps) return { path, losses };
  }
  return undefined;
}

/** The losses of all steps that a result's training has logged; undefined if its log is not there, or not whole. */
export function findLosses(folder: string, training: WantedTraining): readonly number[] | undefined {
  return findLoggedTraining(folder, training)?.losses;
}

/** The losses of all steps in a file of them; undefined if it is not there. */
export function readLosses(path: string): readonly number[] | undefined {
  const log = new JsonLinesTail(path).read();
  return log && lossesIn(log.values as readonly Line[]);
}

function lossesIn(lines: readonly Line[]): number[] {
  return lines.flatMap(({ kind, loss }) => (kind === 'step' && typeof loss === 'number' ? [loss] : []));
}
