import type { CachedVectors } from '@lamella/files';

/** The output of frozen layers for some examples, as far as it is known: [T_i, D] of each, by its id. */
export interface PrefixStates {
  /** Number of examples. */
  readonly size: number;
  has(id: number): boolean;
  /** Undefined for what isn't known, which is computed again. */
  get(id: number): Float32Array | undefined;
  set(id: number, states: Float32Array): void;
  dispose(): void;
}

/** States in memory. */
export class StatesInMemory implements PrefixStates {
  readonly #states = new Map<number, Float32Array>();

  get size(): number {
    return this.#states.size;
  }

  has(id: number): boolean {
    return this.#states.has(id);
  }

  get(id: number): Float32Array | undefined {
    return this.#states.get(id);
  }

  set(id: number, states: Float32Array): void {
    this.#states.set(id, states);
  }

  dispose(): void {
    this.#states.clear();
  }
}

/** States in a file of a cache, which are published once all are there. */
export class StatesInFile implements PrefixStates {
  readonly #vectors: CachedVectors;
  readonly #numExamples: number;

  /** Takes over the vectors. @param numExamples all that there will be */
  constructor(vectors: CachedVectors, numExamples: number) {
    this.#vectors = vectors;
    this.#numExamples = numExamples;
  }

  get size(): number {
    return this.#vectors.size;
  }

  has(id: number): boolean {
    return this.#vectors.has(id);
  }

  get(id: number): Float32Array | undefined {
    return this.#vectors.read(id);
  }

  set(id: number, states: Float32Array): void {
    this.#vectors.append(id, states);
    if (this.#vectors.size === this.#numExamples) this.#vectors.publish();
  }

  dispose(): void {
    this.#vectors.close();
  }
}
