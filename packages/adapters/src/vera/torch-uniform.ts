const SIZE = 624;
const SHIFT = 397;

/**
 * PyTorch's random numbers on a CPU, for weights that PEFT draws anew from a seed: `torch.Generator().manual_seed(seed)` is the
 * Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), and `uniform_` of float32 takes 24 bits of each of its numbers.
 */
export class TorchUniform {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  /** @param seed a whole number; its lowest 32 bits count, as in PyTorch */
  constructor(seed: number) {
    this.#state[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let i = 1; i < SIZE; i++) {
      const previous = this.#at(i - 1);
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** `torch.empty(count).uniform_(-bound, bound)` */
  draw(count: number, bound: number): Float32Array {
    const [from, width] = [Math.fround(-bound), Math.fround(Math.fround(bound) - Math.fround(-bound))];
    return Float32Array.from({ length: count }, () =>
      // Multiplied and added in one rounding.
      Math.fround((this.#number() & 0xffffff) * 2 ** -24 * width + from),
    );
  }

  #at(i: number): number {
    return this.#state[i % SIZE] ?? 0;
  }

  /** 32 random bits. */
  #number(): number {
    if (this.#next === SIZE) this.#twist();
    let y = this.#at(this.#next++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  #twist(): void {
    for (let i = 0; i < SIZE; i++) {
      const y = (this.#at(i) & 0x80000000) | (this.#at(i + 1) & 0x7fffffff);
      this.#state[i] = this.#at(i + SHIFT) ^ (y >>> 1) ^ ((y & 1) === 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
