import { UserError } from '@lamella/core';
import { configReader, type Fields } from '@lamella/files';

/** How attention looks at the distance between two tokens. */
export interface RelativeAttentionConfig {
  /** Content to position: a query meets the embedding of the distance. */
  readonly hasContentToPosition: boolean;
  /** Position to content: a key meets the embedding of the distance. */
  readonly hasPositionToContent: boolean;
  /** Whether embeddings of distances are projected by the maps of the content instead of maps of their own. */
  readonly sharesProjections: boolean;
  readonly isNormalised: boolean;
  /** Distances are told apart up to about half of it, then in logarithmic buckets; 0: no buckets. */
  readonly numBuckets: number;
  readonly maxDistance: number;
}

/** The kinds of scores with distances that transformers' DeBERTa-v2 has. */
const KINDS = ['c2p', 'p2c'];

/**
 * The kinds of relative attention in `pos_att_type`: a list, or a text such as "p2c|c2p". They count for the scale of the
 * attention scores even where attention does not look at distances.
 */
export function readPositionKinds(source: Fields, where: string): readonly string[] {
  const value = source['pos_att_type'] ?? [];
  const kinds: unknown =
    typeof value === 'string'
      ? value
          .toLowerCase()
          .split('|')
          .map((kind) => kind.trim())
          .filter((kind) => kind !== '')
      : value;
  if (Array.isArray(kinds) && kinds.every((kind) => KINDS.includes(kind))) return kinds;
  throw new UserError(
    `Expected "pos_att_type" in ${where} to name ${KINDS.join(' and ')} at most, got ${JSON.stringify(value)}, which is not supported.`,
  );
}

/** Whether the embeddings of distances are normalised: `norm_rel_ebd`, a text such as "layer_norm|none". */
export function readDistanceNorm(source: Fields, where: string): boolean {
  const parts = configReader(source, where).text('norm_rel_ebd', 'none').toLowerCase().split('|');
  return parts.some((part) => part.trim() === 'layer_norm');
}

/**
 * Reads how attention looks at distances.
 *
 * @param maxPositions what `max_relative_positions` stands for where it is not above 0
 * @returns undefined if it doesn't
 * @throws {UserError} if distances can't be put into the buckets
 */
export function readRelativeAttention(
  source: Fields,
  where: string,
  maxPositions: number,
): RelativeAttentionConfig | undefined {
  const read = configReader(source, where);
  const kinds = readPositionKinds(source, where);
  const positive = (key: string, fallback: number): number => {
    const value = read.index(key, -1);
    return value > 0 ? value : fallback;
  };
  const relative = {
    hasContentToPosition: kinds.includes('c2p'),
    hasPositionToContent: kinds.includes('p2c'),
    sharesProjections: read.flag('share_att_key', false),
    isNormalised: readDistanceNorm(source, where),
    numBuckets: positive('position_buckets', 0),
    maxDistance: positive('max_relative_positions', maxPositions),
  };
  if (!read.flag('relative_attention', false)) return undefined;
  requireBuckets(relative, where);
  return relative;
}

/** The logarithm of a distance in relation to the middle has to grow. */
function requireBuckets({ numBuckets, maxDistance }: RelativeAttentionConfig, where: string): void {
  if (numBuckets === 0 || (numBuckets >= 2 && maxDistance - 1 > Math.floor(numBuckets / 2))) return;
  throw new UserError(
    `Expected "position_buckets" in ${where} to be at least 2 and less than twice the largest distance, ` +
      `got ${numBuckets} for distances up to ${maxDistance}.`,
  );
}
