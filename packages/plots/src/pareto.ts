/**
 * The items that no other item beats: none has at most their cost and more gain, or less cost and the same gain.
 * Ascending by cost; of equals the first.
 */
export function paretoFront<T>(
  items: readonly T[],
  { cost, gain }: { cost: (item: T) => number; gain: (item: T) => number },
): T[] {
  const ascending = [...items].sort((a, b) => cost(a) - cost(b) || gain(b) - gain(a));
  let best = -Infinity;
  return ascending.filter((item) => {
    const isBetter = gain(item) > best;
    if (isBetter) best = gain(item);
    return isBetter;
  });
}
