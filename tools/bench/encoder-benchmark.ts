import { adaptModel } from '@lamella/adapters';
import { Random } from '@lamella/core';
import type { Batch } from '@lamella/datasets';
import { createModel } from '@lamella/models';
import { DEFAULT_ADAMW, FineTuningStep } from '@lamella/training';

/** Sizes of a RoBERTa classifier, of its batches and of what is tuned. */
export interface EncoderShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly ffn: number;
  readonly vocabulary: number;
  readonly batch: number;
  readonly tokens: number;
  /** Layers with LoRA of rank 8 on query and value. */
  readonly selected: readonly number[];
}

/** The models that are measured: the embedded model's shape, and RoBERTa-base's with the layers that the paper selects for CoLA. */
export const SHAPES = {
  mini: {
    layers: 8,
    hidden: 128,
    heads: 4,
    ffn: 512,
    vocabulary: 8000,
    batch: 16,
    tokens: 48,
    selected: [0, 1, 2, 3, 4, 5, 6, 7],
  },
  base: {
    layers: 12,
    hidden: 768,
    heads: 12,
    ffn: 3072,
    vocabulary: 50265,
    batch: 8,
    tokens: 128,
    selected: [3, 4, 6, 7, 9, 10],
  },
} as const satisfies Readonly<Record<string, EncoderShape>>;

/** The cost and the loss of one training step. */
export interface StepTiming {
  readonly seconds: number;
  /** Of all threads: what a machine that does other work at the same time falsifies least. */
  readonly cpuSeconds: number;
  readonly loss: number;
}

/** A model with random weights and LoRA, and one batch to take training steps on, without dropout. */
export class EncoderBenchmark {
  readonly #batch: Batch;
  readonly #step: FineTuningStep;
  readonly #disposals: readonly (() => void)[];

  constructor(shape: EncoderShape, options: { readonly isEager: boolean }) {
    const model = createModel(toConfig(shape), { head: 'classification', seed: 1 });
    const adapted = adaptModel(model, {
      kind: 'lora',
      layers: shape.selected,
      targets: ['query', 'value'],
      rank: 8,
      alpha: 16,
      dropout: 0,
      seed: 1,
    });
    this.#batch = randomBatch(shape);
    this.#step = new FineTuningStep({
      model,
      trainable: adapted.trainable,
      kind: 'classification',
      adamw: DEFAULT_ADAMW,
      maxGradNorm: 0,
      seed: 1,
      hasDropout: false,
      isEager: options.isEager,
    });
    this.#disposals = [() => this.#step.dispose(), () => adapted.remove(), () => model.dispose()];
  }

  /** Takes a training step on the batch. */
  run(): StepTiming {
    const begin = performance.now();
    const before = process.cpuUsage();
    const { loss } = this.#step.run([this.#batch], 1e-4);
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - begin) / 1000, cpuSeconds: (user + system) / 1e6, loss };
  }

  dispose(): void {
    for (const dispose of this.#disposals) dispose();
  }
}

function toConfig({ layers, hidden, heads, ffn, vocabulary }: EncoderShape): Record<string, unknown> {
  return {
    model_type: 'roberta',
    num_hidden_layers: layers,
    hidden_size: hidden,
    num_attention_heads: heads,
    intermediate_size: ffn,
    vocab_size: vocabulary,
    max_position_embeddings: 514,
    type_vocab_size: 1,
    num_labels: 2,
    layer_norm_eps: 1e-5,
  };
}

function randomBatch({ batch, tokens, vocabulary }: EncoderShape): Batch {
  const random = new Random('batch');
  const firstToken = 5; // after the special ones
  return {
    size: batch,
    length: tokens,
    inputIds: Int32Array.from(
      { length: batch * tokens },
      () => firstToken + random.int(vocabulary - firstToken),
    ),
    attentionMask: new Int32Array(batch * tokens).fill(1),
    tokenTypeIds: new Int32Array(batch * tokens),
    labels: Float32Array.from({ length: batch }, () => random.int(2)),
    weights: new Float32Array(batch).fill(1),
    exampleIds: Int32Array.from({ length: batch }, (_, i) => i),
  };
}
