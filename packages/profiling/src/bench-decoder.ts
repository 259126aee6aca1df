import { Generator, type Model } from '@lamella/models';
import { type BenchDtype, benchmarkStep, type StepFigures } from './bench-step.ts';
import { languageModelBatch } from '@lamella/planning';
import { selectedLayers } from './selected-layers.ts';

/** Options of `lamella bench decoder`, those of the PyTorch program. */
export interface DecoderBenchOptions {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kv: number;
  readonly ffn: number;
  readonly vocab: number;
  readonly batch: number;
  readonly tokens: number;
  readonly rank: number;
  readonly threads: number;
  readonly steps: number;
  /** New tokens per prompt; 0 leaves decoding out. */
  readonly generate: number;
  /** Layers with LoRA on all seven linear maps. */
  readonly selected: string;
  readonly dtype: BenchDtype;
  /** Gradient checkpointing. */
  readonly checkpoint?: boolean;
}

/** Figures of a decoder's benchmark. */
export interface DecoderFigures extends StepFigures {
  readonly layersWithLora: readonly number[];
  readonly tokensPerSecond?: number;
  /** With the time in which the decoding steps are compiled. */
  readonly firstTokensPerSecond?: number;
}

const TARGETS = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];
const PROMPTS = { batch: 8, tokens: 32 };

/** A training step of a decoder of LLaMA's shape with new weights, and greedy decoding of 8 prompts of 32 tokens. */
export async function benchDecoder(options: DecoderBenchOptions): Promise<DecoderFigures> {
  const { layers, batch, tokens, vocab, rank, dtype, steps, checkpoint = false } = options;
  const layersWithLora = selectedLayers(options.selected, layers);
  let decoding: Partial<DecoderFigures> = {};
  const figures = await benchmarkStep(
    {
      config: toConfig(options),
      head: 'causal-lm',
      kind: 'causal-lm',
      adapter: {
        kind: 'lora',
        layers: layersWithLora,
        targets: TARGETS,
        rank,
        alpha: rank,
        dropout: 0,
        seed: 1,
      },
      batch: languageModelBatch({ batch, tokens, vocab }),
      learningRate: 2e-5,
      dtype,
      gradientCheckpointing: checkpoint,
      steps,
    },
    async (model) => {
      if (options.generate > 0) decoding = await timeDecoding(model, options);
    },
  );
  return { layersWithLora, ...figures, ...decoding };
}

function toConfig(options: DecoderBenchOptions): Record<string, unknown> {
  return {
    model_type: 'llama',
    num_hidden_layers: options.layers,
    hidden_size: options.hidden,
    num_attention_heads: options.heads,
    num_key_value_heads: options.kv,
    intermediate_size: options.ffn,
    vocab_size: options.vocab,
    tie_word_embeddings: true,
    max_position_embeddings: 8192,
    rms_norm_eps: 1e-6,
    hidden_act: 'silu',
  };
}

async function timeDecoding(
  model: Model,
  { vocab, generate }: DecoderBenchOptions,
): Promise<Partial<DecoderFigures>> {
  const { inputIds, size, length } = languageModelBatch({ ...PROMPTS, vocab });
  const prompts = Array.from({ length: size }, (_, row) => [
    ...inputIds.subarray(row * length, (row + 1) * length),
  ]);
  const generator = new Generator(model, { maxNewTokens: generate, batchSize: size });
  const rate = async (): Promise<number> => {
    const begin = performance.now();
    const generated = await generator.generate(prompts);
    const numTokens = generated.reduce((sum, { ids }) => sum + ids.length, 0);
    return (numTokens * 1000) / (performance.now() - begin);
  };
  try {
    const firstTokensPerSecond = await rate();
    return { tokensPerSecond: await rate(), firstTokensPerSecond };
  } finally {
    generator.dispose();
  }
}
