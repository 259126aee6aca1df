import { type Dropout, sparseCrossEntropy, type Tensor, tf } from '@lamella/core/engine';
import type { Model, ModelInputs } from '@lamella/models';
import { type BatchInputs, toModelInputs } from './batch-inputs.ts';

/** What is predicted: the class or the real number of a text, or each next token. */
export type TaskKind = 'classification' | 'regression' | 'causal-lm';

/**
 * Loss of each prediction of a batch, the negative log-likelihood up to a constant: of every example, or of every token that
 * a language model has to predict.
 *
 * @param what.numLowerLayers the layers that `inputs.lowerStates` is the output of
 * @returns [n], to be weighted by `inputs.weights`
 */
export function predictionLosses(
  {
    model,
    kind,
    numLowerLayers,
  }: { readonly model: Model; readonly kind: TaskKind; readonly numLowerLayers?: number | undefined },
  inputs: BatchInputs,
  dropout: Dropout,
): Tensor {
  if (kind !== 'causal-lm')
    return exampleLosses(
      kind,
      model.forward(toModelInputs(model, inputs, numLowerLayers), dropout).logits,
      inputs.labels,
    );
  const { positions, labels: targets } = inputs;
  if (positions === undefined)
    throw new Error('Expected the positions of the predicted tokens for a causal language model, got none');
  return tokenLosses(model, { inputs, positions, targets }, dropout);
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
  places: { readonly inputs: ModelInputs; readonly positions: Tensor; readonly targets: Tensor },
  dropout: Dropout,
): Tensor {
  const { hiddenSize: D } = model.config;
  const last = model.forward(places.inputs, dropout).hiddenStates.at(-1) as Tensor; // [B, T, D]
  const rows = tf.gather(tf.reshape(last, [-1, D]), places.positions as tf.Tensor1D); // [P, D]
  return sparseCrossEntropy(model.predictTokens(rows), places.targets);
}

/** The mean loss of the predictions that count: Σ w l / Σ w; 0 if there are none. */
export function meanLoss(losses: Tensor, weights: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(losses, weights)), tf.maximum(tf.sum(weights), 1e-12));
}
