/** The items that pass a test, and the others. */
export function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/** The different values of a key, in the order of their first appearance. */
export function distinct<T, K>(items: readonly T[], key: (item: T) => K): K[] {
  return [...new Set(items.map(key))];
}

/** The different numbers of a key, ascending. */
export function distinctNumbers<T>(items: readonly T[], key: (item: T) => number): number[] {
  return distinct(items, key).sort((a, b) => a - b);
}

/** A number with at most so many decimals, so that specs do not spell out rounding noise. */
export function round(value: number, decimals = 4): number {
  return Number(value.toFixed(decimals));
}
