import { type Dropout, sparseCrossEntropy, type Tensor, tf } from '@lamella/engine';
import type { ForwardOptions, Model, ModelInputs } from '@lamella/models';
import { type BatchInputs, toModelInputs } from './batch-inputs.ts';

/** The kind of prediction: the class or the real number of a sequence, or each next token. */
export type TaskKind = 'classification' | 'regression' | 'causal-lm';

/** A model, and how its forward pass is run. */
export interface PredictedModel extends ForwardOptions {
  readonly model: Model;
  readonly kind: TaskKind;
  /** The layers that `inputs.lowerStates` is the output of. */
  readonly numLowerLayers?: number | undefined;
}

/**
 * Loss of each prediction of a batch, the negative log-likelihood up to a constant: of every example, or of every token that
 * a language model has to predict.
 *
 * @returns [n], to be weighted by `inputs.weights`
 */
export function predictionLosses(
  { model, kind, numLowerLayers, ...options }: PredictedModel,
  inputs: BatchInputs,
  dropout: Dropout,
): Tensor {
  if (kind !== 'causal-lm') {
    const { logits } = model.forward(toModelInputs(model, inputs, numLowerLayers), dropout, options);
    return exampleLosses(kind, logits, inputs.labels);
  }
  const { positions, labels: targets } = inputs;
  if (positions === undefined)
    throw new Error('Expected the positions of the predicted tokens for a causal language model, got none');
  const texts = toModelInputs(model, inputs, numLowerLayers);
  return tokenLosses(model, { inputs: texts, positions, targets, ...options }, dropout);
}

/**
 * Loss of each example: cross-entropy -log softmax(logits)[label], or squared error for regression.
 *
 * @param logits [B, C], or [B, 1] for regression
 * @param labels [B]
 * @returns [B]
 */
export function exampleLosses(kind: Exclude<TaskKind, 'causal-lm'>, logits: Tensor, labels: Tensor): Tensor {
  const [batchSize = 0] = logits.shape;
  if (kind === 'regression') return tf.square(tf.sub(tf.reshape(logits, [batchSize]), labels));
  return sparseCrossEntropy(logits, tf.cast(labels, 'int32'));
}

/**
 * Cross-entropy of a language model at some tokens; the output layer is computed for these alone.
 *
 * @param places `positions` [P] says which of the B·T tokens, `targets` [P] what to predict there
 * @returns [P]
 */
export function tokenLosses(
  model: Model,
  places: {
    readonly inputs: ModelInputs;
    readonly positions: Tensor;
    readonly targets: Tensor;
  } & ForwardOptions,
  dropout: Dropout,
): Tensor {
  const { inputs, positions, targets, ...options } = places;
  const last = model.forward(inputs, dropout, options).hiddenStates.at(-1) as Tensor; // [B, T, D]
  const rows = tf.gather(tf.reshape(last, [-1, model.config.hiddenSize]), positions as tf.Tensor1D); // [P, D]
  return sparseCrossEntropy(model.predictTokens(rows), targets);
}

/** The mean loss of the predictions that count: Σ w l / Σ w; 0 if there are none. */
export function meanLoss(losses: Tensor, weights: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(losses, weights)), tf.maximum(tf.sum(weights), 1e-12));
}
