import type { StepShape } from '../cost/record-step.ts';
import { randomBatch } from '../random-batch.ts';

/** A small RoBERTa. */
export const TINY_CONFIG = {
  ...{ model_type: 'roberta', num_hidden_layers: 3, hidden_size: 16, num_attention_heads: 2 },
  ...{
    intermediate_size: 32,
    vocab_size: 60,
    max_position_embeddings: 20,
    type_vocab_size: 1,
    num_labels: 2,
  },
};

/** A step with LoRA on query and value of its last two layers, batch 2 × 8. */
export const TINY_STEP: StepShape = {
  config: TINY_CONFIG,
  head: 'classification',
  kind: 'classification',
  adapter: {
    kind: 'lora',
    layers: [1, 2],
    targets: ['query', 'value'],
    rank: 2,
    alpha: 4,
    dropout: 0,
    seed: 1,
  },
  batch: randomBatch({ batch: 2, tokens: 8, vocab: 60 }),
  precision: 'float32',
  hasDropout: false,
  maxGradNorm: 1,
  weightDecay: 0.01,
};
