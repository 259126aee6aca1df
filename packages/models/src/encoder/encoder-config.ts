import { UserError } from '@lamella/core';
import { checkFields, configReader, type FieldRules, type Fields, requireMultiple } from '@lamella/files';
import { readActivation } from '../blocks/activations.ts';
import { readNumLabels } from '../config/labels.ts';
import type { ModelConfig } from '../model.ts';

/** The sizes and options of RoBERTa and BERT. */
export interface EncoderConfig extends ModelConfig {
  readonly numTokenTypes: number;
  readonly padId: number;
  readonly layerNormEpsilon: number;
  readonly activation: string;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly classifierDropout: number;
  /** Whether a masked language model's output layer is the word embeddings. */
  readonly isTied: boolean;
}

/** How a family's config.json is read. */
export interface EncoderFile {
  /** Rules of its fields. */
  readonly fields: FieldRules;
  /** The padding token where none is named. */
  readonly padId: number;
  /** The position of a text's first token. */
  readonly firstPosition: (padId: number) => number;
}

/**
 * Reads the fields of a Hugging Face config.json.
 *
 * @param where the file's path, for errors
 * @throws {UserError} naming every field whose value is not supported
 */
export function readEncoderConfig(source: Fields, where: string, file: EncoderFile): EncoderConfig {
  checkFields(source, file.fields, { where, unknown: 'warned' });
  const read = configReader(source, where);
  const hiddenDropout = read.rate('hidden_dropout_prob', 0.1);
  const config = {
    hiddenSize: read.size('hidden_size'),
    numLayers: read.layers('num_hidden_layers'),
    numHeads: read.size('num_attention_heads'),
    intermediateSize: read.size('intermediate_size'),
    vocabularySize: read.size('vocab_size'),
    maxPositions: read.size('max_position_embeddings'),
    numTokenTypes: read.count('type_vocab_size', 2),
    numLabels: readNumLabels(source, where),
    padId: read.count('pad_token_id', file.padId),
    layerNormEpsilon: read.nonNegative('layer_norm_eps', 1e-12),
    activation: readActivation(source, 'hidden_act', { fallback: 'gelu', where }),
    hiddenDropout,
    attentionDropout: read.rate('attention_probs_dropout_prob', 0.1),
    classifierDropout: read.rate('classifier_dropout', hiddenDropout),
    isTied: read.flag('tie_word_embeddings', true),
    initializerRange: read.nonNegative('initializer_range', 0.02),
    source,
  };
  requireMultiple(['hidden_size', config.hiddenSize], ['num_attention_heads', config.numHeads], where);
  if (config.padId >= config.vocabularySize)
    throw new UserError(
      `Expected "pad_token_id" in ${where} to be below "vocab_size", got ${config.padId} and ${config.vocabularySize}.`,
    );
  return { ...config, longestText: config.maxPositions - file.firstPosition(config.padId) };
}
