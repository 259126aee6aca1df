/**
 * Kendall's rank correlation of two lists, tau-b, which allows for ties: `(C − D) / √((P − T_a)(P − T_b))` with C and D the
 * pairs that both lists order alike and otherwise, P all pairs, and T the pairs that a list ties. 1 for the same order, −1 for the
 * reverse, NaN where a list holds one value alone.
 *
 * @see Kendall 1945, "The treatment of ties in ranking problems"
 */
export function kendallTau(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length)
    throw new RangeError(`Expected lists of one length, got ${a.length} and ${b.length}`);
  let [difference, untiedA, untiedB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const ofA = Math.sign((a[i] ?? NaN) - (a[j] ?? NaN));
      const ofB = Math.sign((b[i] ?? NaN) - (b[j] ?? NaN));
      difference += ofA * ofB;
      untiedA += Math.abs(ofA);
      untiedB += Math.abs(ofB);
    }
  }
  return difference / Math.sqrt(untiedA * untiedB);
}
