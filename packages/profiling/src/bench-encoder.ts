import type { AdapterConfig } from '@lamella/adapters';
import { type BenchDtype, benchmarkStep, type StepFigures } from './bench-step.ts';
import { randomBatch } from '@lamella/planning';
import { selectedLayers } from './selected-layers.ts';

/** Options of `lamella bench encoder`, those of the PyTorch program. */
export interface EncoderBenchOptions {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly ffn: number;
  readonly batch: number;
  readonly tokens: number;
  readonly rank: number;
  readonly threads: number;
  readonly steps: number;
  /** Layers with LoRA on query and value; `none` trains all weights. */
  readonly selected: string;
  readonly dtype: BenchDtype;
  /** Gradient checkpointing. */
  readonly checkpoint?: boolean;
}

const VOCABULARY = 50265;

/** A training step of a classifier of RoBERTa's shape with new weights, without dropout. */
export function benchEncoder(options: EncoderBenchOptions): Promise<StepFigures> {
  const { layers, hidden, heads, ffn, batch, tokens, rank, selected, dtype, steps } = options;
  const { checkpoint = false } = options;
  const adapter: AdapterConfig =
    selected === 'none'
      ? { kind: 'full' }
      : {
          kind: 'lora',
          layers: selectedLayers(selected, layers),
          targets: ['query', 'value'],
          rank,
          alpha: 2 * rank,
          dropout: 0,
          seed: 1,
        };
  return benchmarkStep({
    config: {
      model_type: 'roberta',
      num_hidden_layers: layers,
      hidden_size: hidden,
      num_attention_heads: heads,
      intermediate_size: ffn,
      vocab_size: VOCABULARY,
      max_position_embeddings: 514,
      type_vocab_size: 1,
      num_labels: 2,
      layer_norm_eps: 1e-5,
    },
    head: 'classification',
    kind: 'classification',
    adapter,
    batch: randomBatch({ batch, tokens, vocab: VOCABULARY }),
    learningRate: 1e-4,
    dtype,
    gradientCheckpointing: checkpoint,
    steps,
  });
}
