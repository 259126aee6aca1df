import { configReader, type Fields } from '@lamella/files';
import { readActivation } from '../blocks/activations.ts';
import { requireSizes } from '../config/require-sizes.ts';
import { type EncoderConfig, readEncoderConfig } from '../encoder/encoder-config.ts';
import { absolutePositions } from '../encoder/embeddings.ts';
import { DEBERTA_FIELDS } from './deberta-fields.ts';
import { type ConvolutionConfig, readConvolution } from './read-convolution.ts';
import {
  readDistanceNorm,
  readPositionKinds,
  readRelativeAttention,
  type RelativeAttentionConfig,
} from './read-relative-attention.ts';

/** The sizes and options of DeBERTa-v2 and DeBERTa-v3. */
export interface DebertaConfig extends EncoderConfig {
  /** Whether absolute positions are added to the word embeddings. */
  readonly hasAbsolutePositions: boolean;
  /** Undefined where attention does not look at relative positions. */
  readonly relative: RelativeAttentionConfig | undefined;
  /** Whether the checkpoint holds a norm for the embeddings of distances, used or not. */
  readonly hasDistanceNorm: boolean;
  /** Undefined in most models. */
  readonly convolution: ConvolutionConfig | undefined;
  /** By how many kinds of scores the sum of attention scores is scaled: content, and each of `pos_att_type`. */
  readonly numScores: number;
  readonly poolerDropout: number;
  readonly poolerActivation: string;
  /** Whether a masked language model has transformers' first head, or that of DeBERTa's own programs. */
  readonly hasLegacyHead: boolean;
}

/**
 * Reads the fields of a Hugging Face config.json with the defaults of `transformers`' DebertaV2Config.
 *
 * @param where the file's path, for errors
 * @throws {UserError} naming every field whose value is not supported
 */
export function readDebertaConfig(source: Fields, where: string): DebertaConfig {
  const defaults = { type_vocab_size: 0, layer_norm_eps: 1e-7, max_position_embeddings: 512 };
  const file = { fields: DEBERTA_FIELDS, padId: 0, firstPosition: absolutePositions.first };
  const encoder = readEncoderConfig({ ...defaults, ...source }, where, file);
  const { hiddenSize, numHeads, maxPositions, hiddenDropout } = encoder;
  requireSizes(source, where, {
    embedding_size: hiddenSize,
    attention_head_size: hiddenSize / numHeads,
    pooler_hidden_size: hiddenSize,
  });
  const read = configReader(source, where);
  return {
    ...encoder,
    source,
    hasAbsolutePositions: read.flag('position_biased_input', true),
    longestText: read.flag('position_biased_input', true) ? encoder.maxPositions : undefined,
    relative: readRelativeAttention(source, where, maxPositions),
    hasDistanceNorm: readDistanceNorm(source, where),
    convolution: readConvolution(source, where, hiddenSize),
    numScores: 1 + new Set(readPositionKinds(source, where)).size,
    classifierDropout: read.rate('cls_dropout', hiddenDropout),
    poolerDropout: read.rate('pooler_dropout', 0),
    poolerActivation: readActivation(source, 'pooler_hidden_act', { fallback: 'gelu', where }),
    hasLegacyHead: read.flag('legacy', true),
  };
}
