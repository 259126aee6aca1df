/** A pair of neighbouring tokens and how often it occurred when it was put into the queue. */
export interface CountedPair {
  readonly first: number;
  readonly second: number;
  readonly count: number;
}

/** A binary heap of pairs: the most frequent one first, of equally frequent ones the one with the smaller ids. */
export class MergeQueue {
  readonly #heap: CountedPair[] = [];

  push(pair: CountedPair): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as CountedPair;
      if (!isBefore(pair, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = pair;
  }

  pop(): CountedPair | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return top;
  }

  #sink(pair: CountedPair): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left !== undefined && right !== undefined && isBefore(right, left)) child += 1;
      const below = heap[child];
      if (below === undefined || !isBefore(below, pair)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = pair;
  }
}

function isBefore(a: CountedPair, b: CountedPair): boolean {
  return b.count - a.count < 0 || (a.count === b.count && (a.first - b.first || a.second - b.second) < 0);
}
