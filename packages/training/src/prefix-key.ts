import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { hashJson } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';

/** What states of examples depend on besides their tokens. */
export interface PrefixSource {
  /** See `PrefixCache.model`. */
  readonly model: string;
  /** What new weights in these layers were drawn with; absent if there are none. */
  readonly seed?: number;
  readonly numLayers: number;
  readonly layout: string;
  readonly matmulPrecision: string;
}

/**
 * SHA-256 of all that the states of texts depend on to the bit, the processor included: with other instructions sums are rounded
 * otherwise.
 *
 * @param examples without images
 */
export function prefixKey(examples: readonly EncodedExample[], source: PrefixSource): string {
  const processor = cpus()[0]?.model ?? '';
  return hashJson({ ...source, processor, texts: hashTokens(examples) });
}

function hashTokens(examples: readonly EncodedExample[]): string {
  const hash = createHash('sha256');
  for (const { id, ids, typeIds } of examples) {
    hash.update(Int32Array.of(id, ids.length));
    hash.update(Int32Array.from(ids));
    hash.update(Int32Array.from(typeIds));
  }
  return hash.digest('hex');
}
