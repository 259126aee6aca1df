import { Random } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';

/** The most samples whose pooled representations are kept, and the most memory for them. */
export const keptLimits = { samples: 1024, bytes: 256 * 2 ** 20 };

/** A seeded random choice of at most `count` samples, the same every time: the places that they have in a pass. */
export function chooseSome(numSamples: number, count: number): ReadonlySet<number> {
  const all = Array.from({ length: numSamples }, (_, i) => i);
  return new Set(numSamples > count ? Random.fork(0, 'kept-samples').shuffle(all).slice(0, count) : all);
}

/**
 * The pooled representations of a few of many samples: a seeded random choice of at most 1,024 of them, in at most 256 MiB
 * (4 bytes × (L + 1) × D for each), whatever the order in which batches bring them.
 */
export class KeptSamples {
  readonly #chosen: ReadonlySet<number>;
  readonly #parts: Tensor[] = [];
  #seen = 0;

  /** @param numSamples all samples that batches will bring */
  constructor(
    numSamples: number,
    { numRepresentations, size }: { numRepresentations: number; size: number },
  ) {
    const fitting = Math.floor(keptLimits.bytes / (4 * numRepresentations * size));
    this.#chosen = chooseSome(numSamples, Math.min(keptLimits.samples, fitting));
  }

  /** @param representations [L + 1, B, D]; rows of weight 0 do not count */
  add(representations: Tensor, { weights }: Batch): void {
    const counted = [...weights.keys()].filter((row) => weights[row] === 1);
    const rows = counted.filter((_, i) => this.#chosen.has(this.#seen + i));
    this.#seen += counted.length;
    if (rows.length === 0) return;
    const indices = tf.tensor1d(rows, 'int32');
    this.#parts.push(tf.gather(representations, indices, 1));
    indices.dispose();
  }

  /** Those that were kept, [L + 1, m, D]; the caller disposes. */
  read(): Tensor {
    return tf.concat(this.#parts, 1);
  }

  dispose(): void {
    tf.dispose(this.#parts);
  }
}
