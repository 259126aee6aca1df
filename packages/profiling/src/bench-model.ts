import type { Quantization } from '@lamella/engine';
import { findModel, languageModelBatch, randomBatch, readModelShape } from '@lamella/planning';
import { type BenchDtype, benchmarkStep, type StepFigures } from './bench-step.ts';
import { selectedLayers } from './selected-layers.ts';

/** Options of `lamella bench model`. */
export interface ModelBenchOptions {
  /** An embedded model, a folder or a hub id; its config.json alone is read. */
  readonly model: string;
  /** Modules with LoRA: those that the paper adapts unless given. */
  readonly targets?: readonly string[];
  readonly rank: number;
  readonly batch: number;
  readonly tokens: number;
  readonly threads: number;
  readonly steps: number;
  readonly selected: string;
  readonly dtype: BenchDtype;
  /** Gradient checkpointing. */
  readonly checkpoint?: boolean;
  /** Of the frozen matrices of layers. */
  readonly quantization?: Quantization;
}

/** Figures of a model's benchmark. */
export interface ModelFigures extends StepFigures {
  readonly layersWithLora: readonly number[];
}

/**
 * A training step of a model with new weights, without dropout: an encoder with two classes, or a decoder that learns every token.
 * LoRA's alpha is its rank.
 */
export async function benchModel(options: ModelBenchOptions): Promise<ModelFigures> {
  const { batch, tokens, rank, dtype, steps, checkpoint = false } = options;
  const { config } = await findModel(options.model, { download: false });
  const shape = readModelShape(config);
  const layersWithLora = selectedLayers(options.selected, shape.numLayers);
  const isDecoder = shape.kind === 'decoder';
  const sizes = { batch, tokens, vocab: Number(config['vocab_size']) };
  const figures = await benchmarkStep({
    config: isDecoder ? config : { ...config, num_labels: 2 },
    head: isDecoder ? 'causal-lm' : 'classification',
    kind: isDecoder ? 'causal-lm' : 'classification',
    adapter: {
      kind: 'lora',
      layers: layersWithLora,
      targets: options.targets ?? shape.paperTargets,
      rank,
      alpha: rank,
      dropout: 0,
      seed: 1,
    },
    batch: isDecoder ? languageModelBatch(sizes) : randomBatch(sizes),
    learningRate: 1e-4,
    dtype,
    gradientCheckpointing: checkpoint,
    quantization: options.quantization,
    steps,
  });
  return { layersWithLora, ...figures };
}
