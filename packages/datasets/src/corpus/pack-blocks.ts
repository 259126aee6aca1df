/** Token blocks of one length, row-major. */
export interface TokenBlocks {
  readonly count: number;
  /** T. */
  readonly length: number;
  readonly ids: Int32Array; // [count, T]
}

export interface PackOptions {
  /** T, with the two tokens that enclose a block. */
  readonly length: number;
  readonly bosId: number;
  readonly eosId: number;
}

/**
 * Packs texts into blocks without padding, as RoBERTa's FULL-SENTENCES does (Liu et al. 2019, section 4.2): the
 * texts follow each other, an `eos` between two, and every T - 2 tokens are enclosed in `bos` and `eos`. What is left
 * at the end and fills no block is dropped.
 *
 * @param texts token ids of each text, without special tokens
 */
export function packBlocks(
  texts: Iterable<readonly number[]>,
  { length, bosId, eosId }: PackOptions,
): TokenBlocks {
  const stream: number[] = [];
  for (const ids of texts) {
    if (stream.length > 0) stream.push(eosId);
    for (const id of ids) stream.push(id);
  }
  const inner = length - 2;
  const count = Math.floor(stream.length / inner);
  const ids = new Int32Array(count * length);
  for (let block = 0; block < count; block++) {
    ids.set([bosId, ...stream.slice(block * inner, (block + 1) * inner), eosId], block * length);
  }
  return { count, length, ids };
}

/**
 * Cuts a stream of texts into blocks, as causal language models read it: every text enclosed in `bos` and `eos`, one after the
 * other. What is left at the end and fills no block is dropped.
 *
 * @param texts token ids of each text, without special tokens
 */
export function cutBlocks(
  texts: Iterable<readonly number[]>,
  { length, bosId, eosId }: PackOptions,
): TokenBlocks {
  const stream: number[] = [];
  for (const ids of texts) {
    stream.push(bosId);
    for (const id of ids) stream.push(id);
    stream.push(eosId);
  }
  const count = Math.floor(stream.length / length);
  return { count, length, ids: Int32Array.from(stream.slice(0, count * length)) };
}

/** Blocks of one length together. */
export function joinBlocks(parts: readonly TokenBlocks[]): TokenBlocks {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const length = parts[0]?.length ?? 0;
  const ids = new Int32Array(count * length);
  let start = 0;
  for (const part of parts) {
    if (part.length !== length)
      throw new Error(`Expected blocks of ${length} tokens to join, got blocks of ${part.length}`);
    ids.set(part.ids, start);
    start += part.ids.length;
  }
  return { count, length, ids };
}
