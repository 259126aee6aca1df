import { UserError } from '@lamella/core';
import { checkFields, configReader, type FieldRules, type Fields, requireMultiple } from '@lamella/files';
import type { RopeConfig } from '../shapes/rope-config.ts';
import { readPadId } from '../config/pad-id.ts';
import { readRope } from '../config/read-rope.ts';
import type { ModelConfig } from '../model.ts';
import { type DecoderRecord, type DecoderSizes, readKeyValueHeads } from './describe-decoder.ts';

/** The sizes and options of a decoder. */
export interface DecoderConfig extends ModelConfig, DecoderSizes {
  readonly normEpsilon: number;
  readonly activation: string;
  readonly attentionDropout: number;
  readonly rope: RopeConfig;
  /** A token sees this many tokens, itself included; undefined for all. */
  readonly slidingWindow: number | undefined;
  /** The token whose embedding is never trained by a look-up. */
  readonly padId: number | undefined;
  /** Whether the output layer is the token embedding. */
  readonly isTied: boolean;
}

/** How a family's config.json is read. */
export interface DecoderFile {
  readonly record: Pick<DecoderRecord, 'defaults'>;
  /** Rules of its fields. */
  readonly fields: FieldRules;
  /** The padding token where none is named. */
  readonly padId: number | undefined;
  /** How many tokens a token sees, itself included; undefined for all. */
  readonly readWindow: (source: Fields, where: string) => number | undefined;
  /** The name of the feed-forward network's activation. */
  readonly readActivation: (source: Fields, where: string) => string;
}

/**
 * Reads the fields of a Hugging Face config.json.
 *
 * @param where the file's path, for errors
 * @throws {UserError} naming every field whose value is not supported
 */
export function readDecoderConfig(source: Fields, where: string, file: DecoderFile): DecoderConfig {
  const { defaults } = file.record;
  checkFields(source, file.fields, { where, unknown: 'warned' });
  const read = configReader(source, where);
  const numHeads = read.size('num_attention_heads');
  const config = {
    hiddenSize: read.size('hidden_size'),
    numLayers: read.layers('num_hidden_layers'),
    numHeads,
    numKeyValueHeads: readKeyValueHeads(source, defaults),
    intermediateSize: read.size('intermediate_size'),
    vocabularySize: read.size('vocab_size'),
    maxPositions: read.size('max_position_embeddings'),
    numLabels: 2,
    normEpsilon: read.nonNegative('rms_norm_eps', 1e-6),
    activation: file.readActivation(source, where),
    attentionDropout: read.rate('attention_dropout', 0),
    rope: readRope(source, where),
    slidingWindow: file.readWindow(source, where),
    isTied: read.flag('tie_word_embeddings', defaults.isTied),
    initializerRange: read.nonNegative('initializer_range', 0.02),
    source,
  };
  const heads = ['num_attention_heads', numHeads] as const;
  requireMultiple(heads, ['num_key_value_heads', config.numKeyValueHeads], where);
  requireLayerTypes(source, where, config.slidingWindow);
  const padId = readPadId(source, where, { vocabularySize: config.vocabularySize, fallback: file.padId });
  return {
    ...config,
    padId,
    headSize: readHeadSize(source, where, { ...config, headSize: defaults.headSize }),
  };
}

/** K: D / H where nothing else is said. The rotation pairs features, so that it is even. */
function readHeadSize(
  source: Fields,
  where: string,
  sizes: { readonly hiddenSize: number; readonly numHeads: number; readonly headSize: number | undefined },
): number {
  const read = configReader(source, where);
  if ((source['head_dim'] ?? sizes.headSize) === undefined)
    requireMultiple(['hidden_size', sizes.hiddenSize], ['num_attention_heads', sizes.numHeads], where);
  const headSize = read.size('head_dim', sizes.headSize ?? sizes.hiddenSize / sizes.numHeads);
  if (headSize % 2 === 0) return headSize;
  throw new UserError(`Expected the size of a head ("head_dim") in ${where} to be even, got ${headSize}.`);
}

/** transformers 5 writes what each layer attends to: all have to be alike, and as the window says. */
function requireLayerTypes(source: Fields, where: string, slidingWindow: number | undefined): void {
  const types = source['layer_types'] ?? [];
  const expected = slidingWindow === undefined ? 'full_attention' : 'sliding_attention';
  if (Array.isArray(types) && types.every((type) => type === expected)) return;
  throw new UserError(
    `Expected "layer_types" in ${where} to be "${expected}" in every layer, got ${JSON.stringify(types)}, which is not supported.`,
  );
}
