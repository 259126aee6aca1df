import { UserError } from '@lamella/core';
import { type EncoderConfig, readEncoderConfig } from '../encoder/encoder-config.ts';

/** The sizes and options of DeBERTa-v2 and DeBERTa-v3. */
export interface DebertaConfig extends EncoderConfig {
  /** Whether absolute positions are added to the word embeddings. */
  readonly hasAbsolutePositions: boolean;
  /** Undefined where attention does not look at relative positions. */
  readonly relative: RelativeAttentionConfig | undefined;
  /** By how many kinds of scores the sum of attention scores is scaled: content, and each of `pos_att_type`. */
  readonly numScores: number;
  readonly poolerDropout: number;
  readonly poolerActivation: string;
}

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

type Source = Readonly<Record<string, unknown>>;

/**
 * Reads the fields of a Hugging Face config.json with the defaults of `transformers`' DebertaV2Config.
 *
 * @param where the file's path, for errors
 */
export function readDebertaConfig(source: Source, where: string): DebertaConfig {
  const defaults = { type_vocab_size: 0, layer_norm_eps: 1e-7, max_position_embeddings: 512 };
  const encoder = readEncoderConfig({ ...defaults, ...source }, where);
  const { hiddenSize, numHeads, maxPositions, hiddenDropout } = encoder;
  requireValues(source, where, {
    embedding_size: hiddenSize,
    attention_head_size: hiddenSize / numHeads,
    pooler_hidden_size: hiddenSize,
    conv_kernel_size: 0,
  });
  const kinds = positionKinds(source['pos_att_type']);
  const positive = (key: string, fallback: number): number => {
    const value = source[key];
    return typeof value === 'number' && value > 0 ? value : fallback;
  };
  return {
    ...encoder,
    source,
    hasAbsolutePositions: source['position_biased_input'] !== false,
    relative:
      source['relative_attention'] === true
        ? {
            hasContentToPosition: kinds.includes('c2p'),
            hasPositionToContent: kinds.includes('p2c'),
            sharesProjections: source['share_att_key'] === true,
            isNormalised: String(source['norm_rel_ebd'] ?? 'none')
              .toLowerCase()
              .split('|')
              .some((part) => part.trim() === 'layer_norm'),
            numBuckets: positive('position_buckets', 0),
            maxDistance: positive('max_relative_positions', maxPositions),
          }
        : undefined,
    numScores: 1 + kinds.length,
    classifierDropout: typeof source['cls_dropout'] === 'number' ? source['cls_dropout'] : hiddenDropout,
    poolerDropout: typeof source['pooler_dropout'] === 'number' ? source['pooler_dropout'] : 0,
    poolerActivation: typeof source['pooler_hidden_act'] === 'string' ? source['pooler_hidden_act'] : 'gelu',
  };
}

/** The kinds of relative attention in `pos_att_type`: a list, or a text such as "p2c|c2p". */
function positionKinds(value: unknown): string[] {
  const parts: unknown[] =
    typeof value === 'string' ? value.toLowerCase().split('|') : Array.isArray(value) ? value : [];
  return ['c2p', 'p2c'].filter((kind) => parts.some((part) => String(part).trim() === kind));
}

/** Fields whose other values would change the numbers; found in a file, they are refused. */
function requireValues(source: Source, where: string, required: Readonly<Record<string, number>>): void {
  for (const [key, expected] of Object.entries(required)) {
    const found = source[key] ?? expected;
    if (found === expected) continue;
    throw new UserError(
      `Expected "${key}" in ${where} to be ${expected}, found ${JSON.stringify(found)}, which is not supported.`,
    );
  }
}
