const list = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** Names as a sentence lists them: `a, b or c`. */
export function orList(names: readonly string[]): string {
  return list.format(names);
}
