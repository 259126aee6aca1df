/** Sizes from config.json of published models, as the hub serves them. */
export const BERT_BASE = {
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  vocab_size: 30522,
  max_position_embeddings: 512,
  type_vocab_size: 2,
};

export const DEBERTA_V3_BASE = {
  model_type: 'deberta-v2',
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  vocab_size: 128100,
  max_position_embeddings: 512,
  type_vocab_size: 0,
  relative_attention: true,
  position_buckets: 256,
  norm_rel_ebd: 'layer_norm',
  share_att_key: true,
  pos_att_type: 'p2c|c2p',
  position_biased_input: false,
  max_relative_positions: -1,
};

export const LLAMA_2_7B = {
  model_type: 'llama',
  hidden_size: 4096,
  intermediate_size: 11008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 32,
  vocab_size: 32000,
  tie_word_embeddings: false,
};

export const MISTRAL_7B = {
  ...LLAMA_2_7B,
  model_type: 'mistral',
  intermediate_size: 14336,
  num_key_value_heads: 8,
};

export const GEMMA_7B = {
  model_type: 'gemma',
  hidden_size: 3072,
  intermediate_size: 24576,
  num_hidden_layers: 28,
  num_attention_heads: 16,
  num_key_value_heads: 16,
  head_dim: 256,
  vocab_size: 256000,
};

/** Its text_config leaves out what LLaMA-7B's defaults are. */
export const LLAVA_1_5_7B = {
  model_type: 'llava',
  text_config: { model_type: 'llama', vocab_size: 32064, max_position_embeddings: 4096 },
  vision_config: {
    model_type: 'clip_vision_model',
    hidden_size: 1024,
    image_size: 336,
    intermediate_size: 4096,
    num_attention_heads: 16,
    num_hidden_layers: 24,
    patch_size: 14,
  },
};
