import type { PretrainingSpec } from './pretraining-spec.ts';
import { tokenizerRecipe } from './tokenizer-recipe.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The config.json of a new model, as transformers expects it of its architecture. */
export function modelConfig(spec: PretrainingSpec, vocabularySize: number): Fields {
  const { layers, heads, ...model } = spec.model;
  return {
    model_type: spec.family,
    vocab_size: vocabularySize,
    hidden_size: model.hiddenSize,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: model.intermediateSize,
    max_position_embeddings: model.maxPositions,
    ...familyFields(spec),
    initializer_range: model.initializerRange,
    ...tokenizerRecipe(spec.family).ids,
  };
}

function familyFields(spec: PretrainingSpec): Fields {
  switch (spec.family) {
    case 'roberta':
      return { type_vocab_size: 1, ...ENCODER, layer_norm_eps: 1e-5 };
    case 'deberta-v2':
      return { type_vocab_size: 0, ...ENCODER, layer_norm_eps: 1e-7, ...relativeAttention(spec.model) };
    case 'llama':
      return { ...decoder(spec.model), hidden_act: 'silu', tie_word_embeddings: false };
    case 'mistral':
      return {
        ...decoder(spec.model),
        hidden_act: 'silu',
        sliding_window: spec.model.slidingWindow,
        tie_word_embeddings: false,
      };
    case 'gemma':
      return {
        ...decoder(spec.model),
        head_dim: spec.model.headSize,
        hidden_act: 'gelu_pytorch_tanh',
        hidden_activation: 'gelu_pytorch_tanh',
        tie_word_embeddings: true,
      };
  }
}

const ENCODER = { hidden_act: 'gelu', hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 };

/** As in deberta-v3-base. */
function relativeAttention(model: {
  readonly hiddenSize: number;
  readonly maxPositions: number;
  readonly positionBuckets: number;
}): Fields {
  return {
    position_biased_input: false,
    relative_attention: true,
    max_relative_positions: model.maxPositions,
    position_buckets: model.positionBuckets,
    pos_att_type: ['p2c', 'c2p'],
    share_att_key: true,
    norm_rel_ebd: 'layer_norm',
    pooler_hidden_size: model.hiddenSize,
    pooler_hidden_act: 'gelu',
    pooler_dropout: 0,
  };
}

function decoder(model: { readonly keyValueHeads: number }): Fields {
  return {
    num_key_value_heads: model.keyValueHeads,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    attention_bias: false,
    attention_dropout: 0,
  };
}
