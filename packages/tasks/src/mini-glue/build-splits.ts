import { Random } from '@lamella/core';
import type { Example } from '@lamella/datasets';

/** A row before it has a place in a split. */
export type Draft = Omit<Example, 'id'>;

/** How a task's rows are made. */
export interface MiniGenerator {
  /** The labels that are drawn, and the share of the rows that each gets. The shares sum to 1. */
  readonly shares: ReadonlyMap<number, number>;
  /** Makes a row of a label. Equal states of `random` make equal rows. */
  readonly make: (random: Random, label: number) => Draft;
}

export interface SplitPlan {
  readonly name: string;
  readonly rows: number;
  readonly generator: MiniGenerator;
}

/** Attempts at a row that occurs nowhere else, before the generator counts as exhausted. */
const MAX_ATTEMPTS = 1000;

/** Makes splits, no row of which occurs twice, in one split or in two. Each split has a random stream of its own. */
export function buildSplits(seed: string, plans: readonly SplitPlan[]): Example[][] {
  const seen = new Set<string>();
  return plans.map(({ name, rows, generator }) => {
    const random = Random.fork(seed, name);
    const labels = random.shuffle(labelDeck(generator.shares, rows));
    return labels.map((label, id) => ({ id, ...makeNew(generator, { random, label, seen }) }));
  });
}

/** As many of each label as its share says; what rounding leaves over goes to the first labels. */
function labelDeck(shares: ReadonlyMap<number, number>, rows: number): number[] {
  const deck = [...shares].flatMap(([label, share]) =>
    Array<number>(Math.floor(share * rows + 1e-9)).fill(label),
  );
  const labels = [...shares.keys()];
  while (deck.length < rows) deck.push(labels[deck.length % labels.length] ?? 0);
  return deck;
}

function makeNew(
  { make }: MiniGenerator,
  { random, label, seen }: { random: Random; label: number; seen: Set<string> },
): Draft {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const draft = make(random, label);
    const key = JSON.stringify([draft.text, draft.pair]);
    if (seen.has(key)) continue;
    seen.add(key);
    return draft;
  }
  throw new Error(
    `Expected a new row of label ${label} within ${MAX_ATTEMPTS} attempts; the generator has too few`,
  );
}

/** Equal shares of the labels from 0 to `count - 1`. */
export function evenShares(count: number): ReadonlyMap<number, number> {
  return new Map(Array.from({ length: count }, (_, label) => [label, 1 / count]));
}
