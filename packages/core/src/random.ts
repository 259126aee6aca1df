import { createHash } from 'node:crypto';

/**
 * A seeded generator of random numbers (xoshiro128**, Blackman and Vigna 2018): the same seed gives the
 * same numbers on every machine. Every random choice outside of the compiled step takes one of these.
 */
export class Random {
  readonly #state: Uint32Array;

  /** @param seed any number or text; different seeds give unrelated streams */
  constructor(seed: number | string) {
    const digest = createHash('sha256')
      .update(`${typeof seed}:${seed}`)
      .digest();
    this.#state = Uint32Array.from([0, 4, 8, 12], (offset) => digest.readUInt32LE(offset));
  }

  /** A generator that is independent of this one's position: `fork('shuffle')` never disturbs `fork('init')`. */
  static fork(seed: number | string, label: string): Random {
    return new Random(`${typeof seed}:${seed}/${label}`);
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const s = this.#state;
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const t = s1 << 9;
    const n2 = s2 ^ s0;
    const n3 = s3 ^ s1;
    s[1] = s1 ^ n2;
    s[0] = s0 ^ n3;
    s[2] = n2 ^ t;
    s[3] = rotateLeft(n3, 11);
    return result;
  }

  /** A number in [0, 1) with 53 random bits. */
  next(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** A whole number in [0, limit). */
  int(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A standard normal number (Box and Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** One of the items, each with the same chance. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Expected at least one item to pick from, got none');
    return items[this.int(items.length)] as T;
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
