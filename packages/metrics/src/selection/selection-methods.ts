/** Ways to choose the layers that are tuned. */
export const selectionMethods = Object.freeze([
  'cka',
  'fim',
  'random',
  'first',
  'last',
  'alternating',
  'all',
  'list',
  'one-hot',
] as const);

export type SelectionMethod = (typeof selectionMethods)[number];
