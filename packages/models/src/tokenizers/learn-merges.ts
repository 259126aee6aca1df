import { MergeQueue } from './merge-queue.ts';

/** The result of learning: the alphabet with the new tokens behind it, and the pairs that they were made of, in order. */
export interface LearntMerges {
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

interface Pair {
  readonly first: number;
  readonly second: number;
}

interface Word {
  readonly tokens: number[];
  readonly count: number;
}

/** A pair of tokens that occurs: how often, and in which words it may be found. */
interface Occurrences {
  count: number;
  readonly words: Set<Word>;
}

/**
 * Learns the merges of byte-pair encoding (Sennrich et al. 2016, algorithm 1): again and again the most frequent pair of
 * neighbours becomes a token, whose id is its place in the list. Of equally frequent pairs the one with the smaller
 * ids comes first, as in Hugging Face's trainer, so that both learn the same.
 *
 * @param words distinct words as lists of places in the alphabet, with their counts
 * @param options.size the number of tokens to stop at
 * @param options.minCount pairs that are rarer are not merged
 */
export function learnMerges(
  words: Iterable<readonly [tokens: readonly number[], count: number]>,
  options: { readonly alphabet: readonly string[]; readonly size: number; readonly minCount: number },
): LearntMerges {
  const tokens = [...options.alphabet];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const pairs = new PairCounts();
  for (const [word, count] of words) pairs.addWord({ tokens: [...word], count });
  const merges: [string, string][] = [];
  while (tokens.length < options.size) {
    const pair = pairs.takeMostFrequent(options.minCount);
    if (pair === undefined) break;
    const parts: [string, string] = [tokens[pair.first] ?? '', tokens[pair.second] ?? ''];
    // Different pairs may make the same token (aa+a, a+aa): it keeps its id.
    const token = parts.join('');
    const id = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, id);
    pairs.apply(pair, id);
    merges.push(parts);
  }
  return { tokens, merges };
}

class PairCounts {
  readonly #pairs = new Map<number, Occurrences>();
  readonly #queue = new MergeQueue();

  addWord(word: Word): void {
    const changed = new Set<number>();
    for (let i = 1; i < word.tokens.length; i++) {
      changed.add(this.#change(keyOf(word.tokens[i - 1], word.tokens[i]), word, word.count));
    }
    this.#enqueue(changed);
  }

  /** The queue may hold outdated counts, which are too high or double: those go back with the count of now. */
  takeMostFrequent(minCount: number): Pair | undefined {
    for (;;) {
      const top = this.#queue.pop();
      if (top === undefined) return undefined;
      const key = keyOf(top.first, top.second);
      const count = this.#pairs.get(key)?.count ?? 0;
      if (count === top.count) return count < minCount ? undefined : top;
      if (count > 0) this.#queue.push({ ...top, count });
    }
  }

  /** Replaces a pair by a token in all words. */
  apply({ first, second }: Pair, id: number): void {
    const key = keyOf(first, second);
    const words = this.#pairs.get(key)?.words ?? [];
    const changed = new Set<number>();
    for (const word of words) {
      const { tokens, count } = word;
      for (let i = 0; i + 1 < tokens.length; i++) {
        if (tokens[i] !== first || tokens[i + 1] !== second) continue;
        const [before, after] = [tokens[i - 1], tokens[i + 2]];
        tokens.splice(i, 2, id);
        if (before !== undefined) {
          this.#change(keyOf(before, first), word, -count);
          changed.add(this.#change(keyOf(before, id), word, count));
        }
        if (after !== undefined) {
          this.#change(keyOf(second, after), word, -count);
          changed.add(this.#change(keyOf(id, after), word, count));
        }
      }
    }
    this.#pairs.delete(key);
    this.#enqueue(changed);
  }

  #change(key: number, word: Word, difference: number): number {
    const pair = this.#pairs.get(key) ?? { count: 0, words: new Set() };
    pair.count += difference;
    pair.words.add(word);
    this.#pairs.set(key, pair);
    return key;
  }

  #enqueue(keys: Iterable<number>): void {
    for (const key of keys) {
      const count = this.#pairs.get(key)?.count ?? 0;
      if (count > 0) this.#queue.push({ first: Math.floor(key / keyBase), second: key % keyBase, count });
    }
  }
}

/** Ids below 2^26 make keys that are exact. */
const keyBase = 2 ** 26;

function keyOf(first = 0, second = 0): number {
  return first * keyBase + second;
}
