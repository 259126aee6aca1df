/** Two words or phrases that belong together: of one meaning, or of opposite ones. */
export type Pair = readonly [string, string];

/** The items of a list written with commas. */
export function listOf(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** The pairs of a list written as in "help/assist, follow/pursue". */
export function pairsOf(text: string): Pair[] {
  return listOf(text).map((item) => {
    const [first, second, ...rest] = item.split('/');
    if (first === undefined || second === undefined || rest.length > 0)
      throw new Error(`Expected a pair, got "${item}"`);
    return [first, second];
  });
}
