import { canonicalJson } from '@lamella/core';
import { type CaseOutcome, judgeError } from './case-result.ts';

/** Found numbers beside those of the reference. */
export interface NumberPair {
  /** Names the pair in the outcome. */
  readonly label: string;
  readonly found: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
  /** Which elements count; all unless given. */
  isCompared?(index: number): boolean;
}

/** The number that a difference is divided by: 1, the expected number, or the largest expected number of its pair. */
export type ErrorScale = 'absolute' | 'relative' | 'relative to the largest';

/**
 * Compares numbers: the error is the largest |found - expected| over all pairs.
 *
 * @returns a failure also if there is nothing to compare or the lengths differ
 */
export function compareNumbers(
  name: string,
  pairs: readonly NumberPair[],
  { tolerance, scale = 'absolute' }: { readonly tolerance: number; readonly scale?: ErrorScale },
): CaseOutcome {
  const misfit = findMisfit(pairs);
  if (misfit !== undefined) return { name, status: 'fails', tolerance, detail: misfit };
  const errors = pairs.map((pair) => largest(differences(pair, scale)));
  const error = largest(errors);
  const worst = pairs.find((_, i) => Object.is(errors[i], error))?.label ?? '';
  const unit = scale === 'absolute' ? '' : `, ${scale}`;
  return judgeError(name, { error, tolerance, detail: describeWorst(pairs.length, worst) + unit });
}

/** The differences of the elements that count. */
export function differences(
  { found, expected, isCompared = () => true }: NumberPair,
  scale: ErrorScale = 'absolute',
): number[] {
  const unit = scale === 'relative to the largest' ? largest(Array.from(expected, Math.abs)) : 1;
  const errors: number[] = [];
  for (let i = 0; i < expected.length; i++) {
    if (!isCompared(i)) continue;
    const wanted = expected[i] ?? NaN;
    const difference = Math.abs((found[i] ?? NaN) - wanted);
    errors.push(difference === 0 ? 0 : difference / (scale === 'relative' ? Math.abs(wanted) : unit));
  }
  return errors;
}

/** Why pairs can't be compared; nothing to compare is no agreement. */
export function findMisfit(pairs: readonly NumberPair[]): string | undefined {
  const misfit = pairs.find(({ found, expected }) => found.length !== expected.length);
  if (misfit !== undefined) {
    const { label, found, expected } = misfit;
    return `${label}: expected ${expected.length} numbers, got ${found.length}`;
  }
  const empty = pairs.find((pair) => differences(pair).length === 0);
  if (empty !== undefined) return `${empty.label}: the reference has nothing to compare`;
  return pairs.length === 0 ? 'the reference has nothing to compare' : undefined;
}

/** A found value beside that of the reference. */
export interface ValuePair {
  readonly label: string;
  readonly found: unknown;
  readonly expected: unknown;
}

/** Compares values that have to be equal as JSON: the error is the number of those that are not. */
export function compareExactly(name: string, pairs: readonly ValuePair[]): CaseOutcome {
  if (pairs.length === 0) return { name, status: 'fails', detail: 'the reference has nothing to compare' };
  const wrong = pairs.filter(({ found, expected }) => canonicalJson(found) !== canonicalJson(expected));
  const [first] = wrong;
  const detail =
    first === undefined
      ? `${pairs.length} equal`
      : `${wrong.length} of ${pairs.length} differ; ${first.label}: expected ${quote(first.expected)}, got ${quote(first.found)}`;
  return judgeError(name, { error: wrong.length, tolerance: 0, detail });
}

/** The largest number; NaN if there is one. */
function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

function describeWorst(numPairs: number, worst: string): string {
  return numPairs === 1 ? worst : `${numPairs} compared, worst: ${worst}`;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
