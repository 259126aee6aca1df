/**
 * The config.json of the paper's models as the hub serves them, without what changes neither shapes nor numbers: a plan of
 * their specs needs no download.
 */
type Config = Readonly<Record<string, unknown>>;

/** https://huggingface.co/FacebookAI/roberta-base/blob/main/config.json */
export const ROBERTA_BASE = {
  model_type: 'roberta',
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  vocab_size: 50265,
  max_position_embeddings: 514,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  pad_token_id: 1,
};

/** https://huggingface.co/microsoft/deberta-v3-base/blob/main/config.json */
export const DEBERTA_V3_BASE = {
  model_type: 'deberta-v2',
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  vocab_size: 128100,
  max_position_embeddings: 512,
  type_vocab_size: 0,
  layer_norm_eps: 1e-7,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  relative_attention: true,
  position_buckets: 256,
  norm_rel_ebd: 'layer_norm',
  share_att_key: true,
  pos_att_type: 'p2c|c2p',
  position_biased_input: false,
  max_relative_positions: -1,
};

/** https://huggingface.co/meta-llama/Llama-2-7b-hf/blob/main/config.json */
export const LLAMA_2_7B = {
  model_type: 'llama',
  hidden_size: 4096,
  intermediate_size: 11008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 32,
  vocab_size: 32000,
  max_position_embeddings: 4096,
  rms_norm_eps: 1e-5,
  hidden_act: 'silu',
  tie_word_embeddings: false,
};

/** https://huggingface.co/mistralai/Mistral-7B-v0.1/blob/main/config.json */
export const MISTRAL_7B = {
  ...LLAMA_2_7B,
  model_type: 'mistral',
  intermediate_size: 14336,
  num_key_value_heads: 8,
  max_position_embeddings: 32768,
  sliding_window: 4096,
};

/** https://huggingface.co/google/gemma-7b/blob/main/config.json */
export const GEMMA_7B = {
  model_type: 'gemma',
  hidden_size: 3072,
  intermediate_size: 24576,
  num_hidden_layers: 28,
  num_attention_heads: 16,
  num_key_value_heads: 16,
  head_dim: 256,
  vocab_size: 256000,
  max_position_embeddings: 8192,
  rms_norm_eps: 1e-6,
  hidden_act: 'gelu_pytorch_tanh',
};

/**
 * https://huggingface.co/llava-hf/llava-1.5-7b-hf/blob/main/config.json; its text_config leaves out what LLaMA-7B's defaults
 * are.
 */
export const LLAVA_1_5_7B = {
  model_type: 'llava',
  image_token_index: 32000,
  projector_hidden_act: 'gelu',
  vision_feature_layer: -2,
  vision_feature_select_strategy: 'default',
  text_config: { model_type: 'llama', vocab_size: 32064, max_position_embeddings: 4096, rms_norm_eps: 1e-5 },
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

const CONFIGS: ReadonlyMap<string, Config> = new Map<string, Config>([
  ['FacebookAI/roberta-base', ROBERTA_BASE],
  ['microsoft/deberta-v3-base', DEBERTA_V3_BASE],
  ['meta-llama/Llama-2-7b-hf', LLAMA_2_7B],
  ['mistralai/Mistral-7B-v0.1', MISTRAL_7B],
  ['google/gemma-7b', GEMMA_7B],
  ['llava-hf/llava-1.5-7b-hf', LLAVA_1_5_7B],
]);

/** The configuration of one of the paper's models, by its hub id. */
export function publishedConfig(hubId: string): Config | undefined {
  return CONFIGS.get(hubId);
}
