import type { Dropout, NamedTensors, Parameter, Tensor } from '@lamella/engine';
import type { AttentionShape } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import type { ModelInputs, TransformerLayer } from '../model.ts';

/** Inputs of a layer besides the hidden states. */
export interface EncoderPass<Context extends NamedTensors> extends AttentionShape {
  /** Its rows are the tokens. */
  readonly dropout: Dropout;
  /** The same with the first token of every text as rows. */
  readonly dropoutOfTexts: Dropout;
  /** The tensors that layers share in a pass: the mask, and rotations where there are any. */
  readonly context: Context;
}

/** A layer of an encoder. */
export interface EncoderBlock<Context extends NamedTensors = NamedTensors> extends TransformerLayer {
  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, pass: EncoderPass<Context>): Tensor;
  /**
   * The output of the first token of every text alone: what a classifier reads of the last layer.
   *
   * @param x [B·T, D]
   * @param starts [S], each text's first token in rows that hold several; undefined where each row of the batch begins with one
   * @returns [B, D] or [S, D]
   */
  forwardFirst(x: Tensor, pass: EncoderPass<Context>, starts: Tensor | undefined): Tensor;
}

/** The body of an encoder: all between the tokens and the head. */
export interface EncoderBody<Context extends NamedTensors = NamedTensors> {
  /** [V, D] */
  readonly words: Parameter;
  readonly layers: readonly EncoderBlock<Context>[];
  /** The highest rate of dropout in it. */
  readonly dropoutRate: number;
  /** Of R_L, in encoders whose layers leave their output as it is. */
  readonly finalNorm?: LayerNorm;
  /** Whether it reads packed rows. @default true */
  readonly readsPackedTexts?: boolean;
  /** As a model's. @default false */
  readonly readsLongestText?: boolean;
  /** As a model's. */
  readonly sharedInputs?: readonly Parameter[];
  /** As a model's. */
  readonly unusedWeights?: readonly Parameter[];
  /** R_0: @returns [B·T, D] */
  embed(inputs: ModelInputs, dropout: Dropout): Tensor;
  /** Prepares the context of each layer, by its index, in a pass. */
  prepare(inputs: ModelInputs): (layer: number) => Context;
}
