import type { ExperimentSpec } from '@lamella/spec';
import type { ExperimentFile } from '../results/experiment-folder.ts';
import { describeLateChange } from '../results/primary-record.ts';
import type { TrialCell } from './collect-cells.ts';
import { compareArms, type ComparedFamily, type CompareRequest } from './compare-arms.ts';
import { planPrimaries } from './primary-comparisons.ts';

const known = new WeakMap<
  readonly TrialCell[],
  { readonly compare: unknown; readonly family: ComparedFamily }
>();

/**
 * The comparisons of an experiment, those that its spec asks for or else those that `lamella compare` makes: one family for its
 * tables, figures and report, beside which its primary comparisons are another.
 */
export function familyOf(
  experiment: Pick<ExperimentFile, 'spec' | 'primary'>,
  cells: readonly TrialCell[],
): ComparedFamily {
  return withLateChange(comparisonsOf(experiment.spec, cells), experiment, cells);
}

/** The same without a word on whether primary comparisons were fixed too late. Resampling items takes seconds, so that the same cells are compared once. */
export function comparisonsOf(spec: ExperimentSpec, cells: readonly TrialCell[]): ComparedFamily {
  const before = known.get(cells);
  if (before?.compare === spec.compare && before !== undefined) return before.family;
  const family = compareArms(cells, requestOf(spec, cells));
  known.set(cells, { compare: spec.compare, family });
  return family;
}

/** What a spec asks to be compared. */
export function requestOf(spec: ExperimentSpec, cells: readonly TrialCell[]): CompareRequest {
  const { against, margin } = spec.compare ?? {};
  return { against, margin, planned: planPrimaries(spec, cells) };
}

/**
 * Adds to a family that its primary comparisons were not fixed before the first trial ended, if so.
 *
 * @param experiment with the spec as it is now, and the record of the run
 */
export function withLateChange(
  family: ComparedFamily,
  { spec, primary: record }: Pick<ExperimentFile, 'spec' | 'primary'>,
  cells: readonly TrialCell[],
): ComparedFamily {
  if (family.primary === undefined) return family;
  const numDone = cells.filter(({ state }) => state === 'done').length;
  const changed = describeLateChange(spec, record, numDone);
  return changed === undefined ? family : { ...family, primary: { ...family.primary, changed } };
}
