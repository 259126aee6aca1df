import { type Batch, FILLER_ID } from '@lamella/datasets';
import { type Tensor, tf } from '@lamella/engine';
import type { Model, ModelInputs } from '@lamella/models';
import { nextTokenPlaces, type Weighting } from './causal-lm/next-tokens.ts';
import { placeAt, textAt } from './token-places.ts';

/** The inputs of a model from a batch, as tensors. */
export interface TextInputs {
  readonly [name: string]: Tensor;
  /** [B, T] int32 */
  readonly inputIds: Tensor;
  readonly attentionMask: Tensor;
  readonly tokenTypeIds: Tensor;
  /** [I, 3, H, W], in batches with images */
  readonly pixelValues?: Tensor;
  /** [B, T] int32, in batches with images */
  readonly imagePlaces?: Tensor;
  /** [R, T] int32, in batches with packed rows: `packing.segments` of a model's inputs */
  readonly textSegments?: Tensor;
  /** [R, T] int32, in batches with packed rows: `packing.positions` */
  readonly textPositions?: Tensor;
  /** [S] int32, in batches with packed rows: `packing.starts` */
  readonly textStarts?: Tensor;
  /** [M] int32, in batches that tell their longest text: `packing.longest` */
  readonly textPlaces?: Tensor;
  /** [B·T, 2] int32, in training: the example and the place of each token, which dropout's elements belong to */
  readonly tokenKeys?: Tensor;
  /** [B, T, D], where the lowest layers are not run: `lowerLayers.states` */
  readonly lowerStates?: Tensor;
}

/** A batch as tensors: a model's inputs with what its n predictions should be; n is B, S for packed rows, or P for language models. */
export interface BatchInputs extends TextInputs {
  /** [n]: class index, real target or (int32) token */
  readonly labels: Tensor;
  /** [n]: what each prediction counts; 0 for rows or places that only fill up a batch */
  readonly weights: Tensor;
  /** [P] int32, for language models: which of the B·T tokens each prediction is made at */
  readonly positions?: Tensor;
}

/** Uploads the texts of a batch. Caller disposes the tensors. */
export function toTextInputs(batch: Batch): TextInputs {
  const shape: [number, number] = [batch.size, batch.length];
  return {
    inputIds: tf.tensor2d(batch.inputIds, shape, 'int32'),
    attentionMask: tf.tensor2d(batch.attentionMask, shape, 'int32'),
    tokenTypeIds: tf.tensor2d(batch.tokenTypeIds, shape, 'int32'),
    ...(batch.images !== undefined && {
      pixelValues: tf.tensor4d(batch.images.pixelValues, [...batch.images.shape]),
      imagePlaces: tf.tensor2d(batch.images.places, shape, 'int32'),
    }),
    ...(batch.packing !== undefined && {
      textSegments: tf.tensor2d(batch.packing.segments, shape, 'int32'),
      textPositions: tf.tensor2d(batch.packing.positions, shape, 'int32'),
      textStarts: tf.tensor1d(batch.packing.starts, 'int32'),
    }),
    ...(batch.packing?.longest !== undefined && {
      textPlaces: tf.range(0, batch.packing.longest, 1, 'int32'),
    }),
  };
}

/**
 * Flat inputs in the form that a model reads.
 *
 * @param numLowerLayers the layers that `lowerStates` is the output of
 */
export function toModelInputs(model: Model, inputs: TextInputs, numLowerLayers = 0): ModelInputs {
  const {
    textSegments: segments,
    textPositions: positions,
    textStarts: starts,
    textPlaces: longest,
    tokenKeys: _,
    lowerStates: states,
    ...texts
  } = inputs;
  const others =
    states === undefined ? texts : { ...texts, lowerLayers: { numLayers: numLowerLayers, states } };
  if (segments === undefined || positions === undefined || starts === undefined) return others;
  if (model.readsPackedTexts !== true)
    throw new Error(`Expected rows of one text each for ${model.family}, got packed ones`);
  return { ...others, packing: { segments, positions, starts, ...(longest && { longest }) } };
}

/**
 * Uploads a batch. Caller disposes the tensors.
 *
 * @param weighting of the predictions, in batches with labels of tokens
 */
export function toInputs(batch: Batch, weighting: Weighting = 'prediction'): BatchInputs {
  if (batch.tokenLabels === undefined)
    return {
      ...toTextInputs(batch),
      labels: tf.tensor1d(batch.labels),
      weights: tf.tensor1d(batch.weights),
    };
  const { positions, targets, weights } = nextTokenPlaces(batch, weighting);
  return {
    ...toTextInputs(batch),
    labels: tf.tensor1d(targets, 'int32'),
    weights: tf.tensor1d(weights),
    positions: tf.tensor1d(positions, 'int32'),
  };
}

/** The keys of a batch's tokens for {@link TextInputs.tokenKeys}. Caller disposes. */
export function toTokenKeys(batch: Batch): Tensor {
  const { size, length, exampleIds } = batch;
  const keys = new Int32Array(2 * size * length);
  for (let token = 0; token < size * length; token++) {
    keys[2 * token] = exampleIds[textAt(batch, token)] ?? FILLER_ID;
    keys[2 * token + 1] = placeAt(batch, token);
  }
  return tf.tensor2d(keys, [size * length, 2], 'int32');
}
