import { UserError } from '@lamella/core';
import type { MatmulPrecision, Quantization } from '@lamella/engine';
import { fromOneHot } from '@lamella/metrics/selection';
import type { Config, ModelShape } from '@lamella/models/families';
import { blankBatch } from './blank-batch.ts';
import type { CostOf } from './predict-costs.ts';
import type { StepPrediction } from './predict-step.ts';

/** A training step of a model, besides the model. */
export interface ModelCostOptions {
  readonly rank: number;
  readonly targets: readonly string[];
  /** N, from the lowest layer on, or ones and zeros for all layers from the lowest. @default all */
  readonly layers?: string;
  /** @default 8 */
  readonly batchSize?: number;
  /** Tokens of every text. @default 128 */
  readonly maxLength?: number;
  /** @default 'float32' */
  readonly precision?: MatmulPrecision;
  /** Of the frozen matrices of layers. @default none */
  readonly quantization?: Quantization;
  /** Gradient checkpointing. @default false */
  readonly checkpoint?: boolean;
}

/** A model by its config.json alone. */
export interface PlannedModel {
  readonly config: Config;
  readonly shape: ModelShape;
}

/** The predicted cost of a step, with the assumptions behind it. */
export interface ModelCost extends StepPrediction {
  readonly layers: readonly number[];
  /** Only their number was said, and the lowest layers take longest. */
  readonly isAtMost: boolean;
  readonly batchSize: number;
  readonly maxLength: number;
  readonly precision: MatmulPrecision;
  readonly quantization?: Quantization;
  readonly checkpoint?: true;
}

/** Predicts a training step of an encoder with two classes, or of a decoder that learns every token, both without dropout. */
export function modelCost(
  { config, shape }: PlannedModel,
  { rank, targets, layers: wanted, ...options }: ModelCostOptions,
  costOf: CostOf,
): ModelCost {
  const { batchSize = 8, maxLength = 128, precision = 'float32', quantization, checkpoint = false } = options;
  const layers = readLayers(wanted ?? String(shape.numLayers), shape.numLayers);
  const kind = shape.kind === 'decoder' ? ('causal-lm' as const) : ('classification' as const);
  const prediction = costOf({
    config,
    kind,
    head: kind,
    ...(kind === 'classification' && { numLabels: 2 }),
    adapter: { kind: 'lora', layers, targets, rank, alpha: rank, dropout: 0, seed: 1 },
    batch: blankBatch(config, { size: batchSize, length: maxLength, kind }),
    precision,
    quantization,
    hasDropout: false,
    gradientCheckpointing: checkpoint,
    maxGradNorm: 1,
    weightDecay: 0,
  });
  const isAtMost = wanted !== undefined && layers.length < shape.numLayers && wanted.length < shape.numLayers;
  return {
    ...{ layers, isAtMost, batchSize, maxLength, precision },
    ...(quantization && { quantization }),
    ...(checkpoint && { checkpoint }),
    ...prediction,
  };
}

/**
 * The layers that `--layers` names.
 *
 * @throws UserError (exit code 2) for what is neither N nor a one-hot text of the model's length
 */
export function readLayers(text: string, numLayers: number): number[] {
  if (/^[01]+$/.test(text) && text.length === numLayers) return fromOneHot(text, numLayers);
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= numLayers) return [...Array(count).keys()];
  throw new UserError(
    `Expected --layers to be a number from 1 to ${numLayers}, or ${numLayers} ones and zeros, got "${text}".`,
    { exitCode: 2 },
  );
}
