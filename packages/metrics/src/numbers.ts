type Numbers = readonly number[] | Float64Array;

/** The sum of numbers. */
export function sum(values: Numbers): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The arithmetic mean; NaN of nothing. */
export function mean(values: Numbers): number {
  return sum(values) / values.length;
}

/** The middle value; the mean of the two in the middle of an even number. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [Math.ceil(values.length / 2) - 1, Math.floor(values.length / 2)];
  return ((sorted[low] ?? NaN) + (sorted[high] ?? NaN)) / 2;
}

/** A quantile of sorted numbers, linear between neighbours (NumPy's default). */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const position = probability * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return below + (above - below) * (position - Math.floor(position));
}
