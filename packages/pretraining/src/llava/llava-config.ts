import type { LlavaPretrainingSpec } from '../pretraining-spec.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The tokens that a LLaVA has and its language model has not. */
export const NEW_TOKENS = ['<image>', '<pad>'] as const;

/**
 * The config.json of a new LLaVA around a language model, as transformers expects it.
 *
 * @param textConfig the language model's own config.json
 */
export function llavaConfig({ vision }: LlavaPretrainingSpec, textConfig: Fields): Fields {
  const { architectures: _, torch_dtype: __, ...text } = textConfig;
  const numTokens = Number(textConfig['vocab_size']);
  const [imageToken, padding] = [numTokens, numTokens + 1];
  return {
    model_type: 'llava',
    image_token_index: imageToken,
    image_seq_length: (vision.imageSize / vision.patchSize) ** 2,
    pad_token_id: padding,
    tie_word_embeddings: false,
    projector_hidden_act: 'gelu',
    vision_feature_layer: -2,
    vision_feature_select_strategy: 'default',
    text_config: {
      ...text,
      vocab_size: numTokens + NEW_TOKENS.length,
      pad_token_id: padding,
      initializer_range: vision.initializerRange,
    },
    vision_config: {
      model_type: 'clip_vision_model',
      hidden_size: vision.hiddenSize,
      num_hidden_layers: vision.layers,
      num_attention_heads: vision.heads,
      intermediate_size: vision.intermediateSize,
      projection_dim: vision.hiddenSize,
      image_size: vision.imageSize,
      patch_size: vision.patchSize,
      num_channels: 3,
      hidden_act: 'quick_gelu',
      layer_norm_eps: 1e-5,
      attention_dropout: 0,
      initializer_range: vision.initializerRange,
    },
  };
}
