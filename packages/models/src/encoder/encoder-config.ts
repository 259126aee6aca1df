import { UserError } from '@lamella/core';
import { numberReader } from '../config-fields.ts';
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
}

/**
 * Reads the fields of a Hugging Face config.json.
 *
 * @param where the file's path, for errors
 */
export function readEncoderConfig(source: Readonly<Record<string, unknown>>, where: string): EncoderConfig {
  const number = numberReader(source, where);
  const positions = source['position_embedding_type'] ?? 'absolute';
  if (positions !== 'absolute') {
    throw new UserError(
      `Expected "position_embedding_type" in ${where} to be "absolute", found ${JSON.stringify(positions)}.`,
    );
  }
  const hiddenDropout = number('hidden_dropout_prob', 0.1);
  const labels = source['id2label'];
  const numNamedLabels = typeof labels === 'object' && labels !== null ? Object.keys(labels).length : 2;
  return {
    hiddenSize: number('hidden_size'),
    numLayers: number('num_hidden_layers'),
    numHeads: number('num_attention_heads'),
    intermediateSize: number('intermediate_size'),
    vocabularySize: number('vocab_size'),
    maxPositions: number('max_position_embeddings'),
    numTokenTypes: number('type_vocab_size', 2),
    numLabels: number('num_labels', numNamedLabels),
    padId: number('pad_token_id', source['model_type'] === 'roberta' ? 1 : 0),
    layerNormEpsilon: number('layer_norm_eps', 1e-12),
    activation: typeof source['hidden_act'] === 'string' ? source['hidden_act'] : 'gelu',
    hiddenDropout,
    attentionDropout: number('attention_probs_dropout_prob', 0.1),
    classifierDropout:
      typeof source['classifier_dropout'] === 'number' ? source['classifier_dropout'] : hiddenDropout,
    initializerRange: number('initializer_range', 0.02),
    source,
  };
}
