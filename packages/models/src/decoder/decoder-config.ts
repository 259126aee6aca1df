import { numberReader } from '../config-fields.ts';
import { UserError } from '@lamella/core';
import type { RopeConfig } from '../blocks/rotary-embedding.ts';
import type { ModelConfig } from '../model.ts';
import { readRope } from './read-rope.ts';

/** The sizes and options of a decoder. */
export interface DecoderConfig extends ModelConfig {
  /** Heads of keys and values; H / KV queries share one. */
  readonly numKeyValueHeads: number;
  /** K */
  readonly headSize: number;
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

/** What transformers takes for fields that a config.json leaves out; `undefined` if they must be there. */
export interface DecoderDefaults {
  readonly numKeyValueHeads: number | undefined;
  /** K; D / H if undefined. */
  readonly headSize: number | undefined;
  readonly slidingWindow: number | undefined;
  readonly padId: number | undefined;
  readonly isTied: boolean;
  /** The activation's key in config.json. */
  readonly activationKey: string;
  readonly activation: string;
}

/** Fields whose other values would need weights or arithmetic that is not there. */
const REQUIRED_VALUES = { attention_bias: false, mlp_bias: false } as const;

/**
 * Reads the fields of a Hugging Face config.json.
 *
 * @param where the file's path, for errors
 */
export function readDecoderConfig(
  source: Readonly<Record<string, unknown>>,
  where: string,
  defaults: DecoderDefaults,
): DecoderConfig {
  const number = numberReader(source, where);
  refuseOtherValues(source, where);
  const hiddenSize = number('hidden_size');
  const numHeads = number('num_attention_heads');
  const numKeyValueHeads = number('num_key_value_heads', defaults.numKeyValueHeads ?? numHeads);
  requireWholeGroups(numHeads, numKeyValueHeads, where);
  // An explicit null switches the window off.
  const hasWindow = defaults.slidingWindow !== undefined && source['sliding_window'] !== null;
  const padId = 'pad_token_id' in source ? source['pad_token_id'] : defaults.padId;
  const activation = source[defaults.activationKey] ?? defaults.activation;
  return {
    hiddenSize,
    numLayers: number('num_hidden_layers'),
    numHeads,
    numKeyValueHeads,
    headSize: number('head_dim', defaults.headSize ?? hiddenSize / numHeads),
    intermediateSize: number('intermediate_size'),
    vocabularySize: number('vocab_size'),
    maxPositions: number('max_position_embeddings'),
    numLabels: 2,
    normEpsilon: number('rms_norm_eps', 1e-6),
    activation: String(activation),
    attentionDropout: number('attention_dropout', 0),
    rope: readRope(source, where),
    slidingWindow: hasWindow ? number('sliding_window', defaults.slidingWindow) : undefined,
    padId: typeof padId === 'number' ? padId : undefined,
    isTied: (source['tie_word_embeddings'] ?? defaults.isTied) === true,
    initializerRange: number('initializer_range', 0.02),
    source,
  };
}

function refuseOtherValues(source: Readonly<Record<string, unknown>>, where: string): void {
  for (const [key, expected] of Object.entries(REQUIRED_VALUES)) {
    const found = source[key] ?? expected;
    if (found !== expected)
      throw new UserError(
        `Expected "${key}" in ${where} to be ${expected}, found ${JSON.stringify(found)}, which is not supported.`,
      );
  }
}

function requireWholeGroups(numHeads: number, numKeyValueHeads: number, where: string): void {
  if (numHeads % numKeyValueHeads === 0) return;
  throw new UserError(
    `Expected "num_attention_heads" in ${where} to be a multiple of "num_key_value_heads", found ${numHeads} and ${numKeyValueHeads}.`,
  );
}
