import type { ExperimentSpec } from '@lamella/spec';
import type { TrialCell } from './collect-cells.ts';
import { compareArms, type ComparedFamily } from './compare-arms.ts';

const known = new WeakMap<
  readonly TrialCell[],
  { readonly compare: unknown; readonly family: ComparedFamily }
>();

/**
 * The comparisons of an experiment, those that its spec asks for or else those that `lamella compare` makes: one family for its
 * tables, figures and report. Resampling items takes seconds, so that the same cells are compared once.
 */
export function familyOf(
  { compare }: Pick<ExperimentSpec, 'compare'>,
  cells: readonly TrialCell[],
): ComparedFamily {
  const before = known.get(cells);
  if (before?.compare === compare && before !== undefined) return before.family;
  const family = compareArms(cells, compare);
  known.set(cells, { compare, family });
  return family;
}
