import { UserError } from '@lamella/core';
import { checkFields, configReader, type Fields, requireMultiple } from '@lamella/files';
import { readActivation } from '../blocks/activations.ts';
import type { RopeConfig } from '../shapes/rope-config.ts';
import { readNumLabels } from '../config/labels.ts';
import { readPadId } from '../config/pad-id.ts';
import { requireSizes } from '../config/require-sizes.ts';
import type { ModelConfig } from '../model.ts';
import { type LayerKind, readLayerKinds, readRotations } from './layer-kinds.ts';
import { MODERNBERT_FIELDS } from './modernbert-fields.ts';
import type { LayerSizes } from './modernbert-shape.ts';

/** The sizes and options of ModernBERT. */
export interface ModernBertConfig extends ModelConfig, LayerSizes {
  /** K */
  readonly headSize: number;
  /** Of each layer. */
  readonly layerKinds: readonly LayerKind[];
  readonly rotations: Readonly<Record<LayerKind, RopeConfig>>;
  /** How far away the tokens are, on either side, that a token sees in layers with local attention. */
  readonly localDistance: number;
  readonly normEpsilon: number;
  readonly hasNormBias: boolean;
  readonly activation: string;
  /** Of attention's weights and of its output. */
  readonly attentionDropout: number;
  readonly embeddingDropout: number;
  readonly mlpDropout: number;
  /** The pooling of the classifier. */
  readonly pooling: 'first' | 'mean';
  readonly headActivation: string;
  readonly hasHeadBias: boolean;
  readonly classifierDropout: number;
  /** Whether a masked language model's output layer has a bias. */
  readonly hasOutputBias: boolean;
  /** Whether a masked language model's output layer is the word embeddings. */
  readonly isTied: boolean;
  /** The token whose embedding is never trained by a look-up. */
  readonly padId: number | undefined;
}

/**
 * Reads the fields of a Hugging Face config.json; what it leaves out is as in transformers' `ModernBertConfig`
 * (https://huggingface.co/docs/transformers/model_doc/modernbert#transformers.ModernBertConfig), but for the sizes, which have to
 * be there.
 *
 * @param where the file's path, for errors
 * @throws {UserError} naming every field whose value is not supported
 */
export function readModernBertConfig(source: Fields, where: string): ModernBertConfig {
  checkFields(source, MODERNBERT_FIELDS, { where, unknown: 'warned' });
  const read = configReader(source, where);
  const sizes = readSizes(source, where);
  return {
    ...sizes,
    ...readHead(source, where),
    layerKinds: readLayerKinds(source, where, sizes.numLayers),
    rotations: readRotations(source, where),
    localDistance: Math.floor(read.count('local_attention', 128) / 2),
    normEpsilon: read.nonNegative('norm_eps', 1e-5),
    hasNormBias: read.flag('norm_bias', false),
    activation: readActivation(source, 'hidden_activation', { fallback: 'gelu', where }),
    hasAttentionBias: read.flag('attention_bias', false),
    attentionDropout: read.rate('attention_dropout', 0),
    embeddingDropout: read.rate('embedding_dropout', 0),
    hasMlpBias: read.flag('mlp_bias', false),
    mlpDropout: read.rate('mlp_dropout', 0),
    initializerRange: read.nonNegative('initializer_range', 0.02),
    padId: readPadId(source, where, { vocabularySize: sizes.vocabularySize, fallback: 50_283 }),
    source,
  };
}

function readSizes(source: Fields, where: string) {
  const read = configReader(source, where);
  const [hiddenSize, numHeads] = [read.size('hidden_size'), read.size('num_attention_heads')];
  requireMultiple(['hidden_size', hiddenSize], ['num_attention_heads', numHeads], where);
  const headSize = hiddenSize / numHeads;
  requireSizes(source, where, { head_dim: headSize });
  if (headSize % 2 !== 0)
    throw new UserError(
      `Expected the size of a head ("hidden_size" / "num_attention_heads") in ${where} to be even, got ${headSize}.`,
    );
  return {
    hiddenSize,
    numHeads,
    headSize,
    numLayers: read.layers('num_hidden_layers'),
    intermediateSize: read.size('intermediate_size'),
    vocabularySize: read.size('vocab_size'),
    maxPositions: read.size('max_position_embeddings', 8192),
  };
}

function readHead(source: Fields, where: string) {
  const read = configReader(source, where);
  return {
    numLabels: readNumLabels(source, where),
    pooling: readPooling(source, where),
    headActivation: readActivation(source, 'classifier_activation', { fallback: 'gelu', where }),
    hasHeadBias: read.flag('classifier_bias', false),
    classifierDropout: read.rate('classifier_dropout', 0),
    hasOutputBias: read.flag('decoder_bias', true),
    isTied: read.flag('tie_word_embeddings', true),
  };
}

function readPooling(source: Fields, where: string): 'first' | 'mean' {
  const name = configReader(source, where).text('classifier_pooling', 'cls');
  if (name === 'cls') return 'first';
  if (name === 'mean') return 'mean';
  throw new UserError(
    `Expected "classifier_pooling" in ${where} to be "cls" or "mean", got ${JSON.stringify(name)}.`,
  );
}
