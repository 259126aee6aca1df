import {
  DEBERTA_V3_BASE,
  GEMMA_7B,
  LLAMA_2_7B,
  LLAVA_1_5_7B,
  MISTRAL_7B,
} from '../../experiments/src/plan/testing/published-configs.ts';

/** The layers that the paper's authors selected (N = L/2), ones and zeros from the lowest layer: by model and tasks. */
export const PUBLISHED_LAYERS = {
  'roberta-base': {
    CoLA: '000110110110',
    'MNLI, QNLI': '000110110011',
    MRPC: '010110010011',
    'QQP, STS-B': '010100110011',
    RTE: '011100100011',
    'SST-2': '000000111111',
  },
  'deberta-v3-base': {
    CoLA: '010011101010',
    'MNLI, QNLI, SST-2': '000011001111',
    MRPC: '000011101011',
    'QQP, RTE': '000110001111',
    'STS-B': '011010001011',
  },
  'Llama-2-7b': {
    metamath: '11111111111011101000000000000001',
    python: '11111111110111001010000000000001',
  },
  'Mistral-7B': {
    metamath: '11111111111110100010000000000001',
    python: '11111111111100010110000000000001',
  },
  'gemma-7b': {
    metamath: '0111111111100000000100000111',
    python: '1111111110100000001000000111',
  },
  'llava-1.5-7b': {
    ScienceQA: '01010111111111111010000000000001',
  },
} as const;

export type PublishedModel = keyof typeof PUBLISHED_LAYERS;

const roberta = {
  model_type: 'roberta',
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  vocab_size: 50265,
  max_position_embeddings: 514,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
};
const decoder = { max_position_embeddings: 4096, rms_norm_eps: 1e-5, hidden_act: 'silu' };
const llama = { ...decoder, ...LLAMA_2_7B };

/** What the benchmark needs of their config.json. LLaVA's is that of its language model. */
export const CONFIGS: Readonly<Record<PublishedModel, Readonly<Record<string, unknown>>>> = {
  'roberta-base': roberta,
  'deberta-v3-base': { ...DEBERTA_V3_BASE, num_attention_heads: 12, layer_norm_eps: 1e-7 },
  'Llama-2-7b': llama,
  'Mistral-7B': { ...decoder, ...MISTRAL_7B },
  'gemma-7b': { ...decoder, ...GEMMA_7B, hidden_act: 'gelu_pytorch_tanh', tie_word_embeddings: true },
  'llava-1.5-7b': { ...llama, vocab_size: LLAVA_1_5_7B.text_config.vocab_size },
};

/** A decoder of as many layers and an eighth of the width, which fits in a small machine. */
export function narrow(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const eighth = (key: string): Record<string, unknown> =>
    typeof config[key] === 'number' ? { [key]: Math.max(1, Math.round(config[key] / 8)) } : {};
  return {
    ...config,
    ...eighth('hidden_size'),
    ...eighth('intermediate_size'),
    ...eighth('num_attention_heads'),
    ...eighth('num_key_value_heads'),
    ...eighth('vocab_size'),
  };
}
