import { canonicalJson } from '@lamella/core';
import { aliasWeight, type Quantization } from '@lamella/engine';
import type { HeldWeight, WeightType } from './held-weight.ts';

/** A checkpoint's weights as a model holds them. */
export interface HeldCheckpoint {
  /** Of its files. */
  readonly hash: string;
  /** @default 'float32' */
  readonly weights?: WeightType | undefined;
  readonly quantization?: Quantization | undefined;
}

interface Kept {
  /** Its name in the checkpoint. */
  readonly stored: string;
  readonly weight: HeldWeight;
}

/**
 * The weights of a checkpoint that were read for one model and wait for the next one: they share memory with its parameters, which
 * never write to it. Those of one checkpoint, held in one way, are kept at a time.
 */
export class KeptWeights {
  #checkpoint = '';
  readonly #kept = new Map<string, Kept>();

  /** Number of weights that are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** Gets ready for a model, and frees the weights of any other checkpoint, or held in another way. */
  begin({ hash, weights = 'float32', quantization }: HeldCheckpoint): void {
    const checkpoint = canonicalJson({ hash, weights, quantization });
    if (checkpoint !== this.#checkpoint) this.dispose();
    this.#checkpoint = checkpoint;
  }

  /**
   * A weight that was read before, or that `read` gives. Caller disposes.
   *
   * @param name in the model @param stored in the checkpoint
   */
  take(name: string, stored: string, read: () => HeldWeight): HeldWeight {
    const known = this.#kept.get(name);
    if (known?.stored === stored) return aliasWeight(known.weight);
    this.forget([name]);
    const weight = read();
    this.#kept.set(name, { stored, weight: aliasWeight(weight) });
    return weight;
  }

  /** Frees weights that a model trains: it would hold them twice. They are read again for the next one. */
  forget(names: Iterable<string>): void {
    for (const name of names) {
      this.#kept.get(name)?.weight.dispose();
      this.#kept.delete(name);
    }
  }

  dispose(): void {
    this.forget([...this.#kept.keys()]);
  }
}
