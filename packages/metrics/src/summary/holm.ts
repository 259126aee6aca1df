/**
 * P values adjusted for testing several hypotheses at once: with the m values sorted, the i-th (from 0) times
 * m − i, never below the one before it, at most 1. Compare each with the level itself.
 *
 * @param pValues [m], in any order
 * @returns [m], in the same order
 * @see Holm 1979
 */
export function adjustByHolm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  [...pValues.entries()]
    .sort(([, a], [, b]) => a - b)
    .forEach(([index, pValue], i) => {
      largest = Math.max(largest, Math.min(1, pValue * (pValues.length - i)));
      adjusted[index] = largest;
    });
  return adjusted;
}
