import { type Dropout, segmentAttention, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { Sight } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { findProjection, type Projection } from '../blocks/projection.ts';
import { firstToken, tokensAt } from '../blocks/tokens.ts';
import type { EncoderBlock, EncoderPass } from '../encoder/encoder-body.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DebertaConfig } from './deberta-config.ts';
import { debertaMaps } from './deberta-shape.ts';
import { attendDisentangled, type DisentangledInputs } from './disentangled-attention.ts';
import type { DistanceRows } from './relative-embeddings.ts';

/** The tensors that all layers share in a pass; a mask is [1, B, 1, T]. */
export type DebertaContext = Sight & Readonly<Partial<Record<keyof DistanceRows, Tensor>>>;

type Pass = EncoderPass<DebertaContext>;

/** The tokens that attention's output is wanted of. */
interface AskedTokens {
  /** [Q, D] */
  readonly rows: Tensor;
  /** Which of all tokens they are; all of them if there are none. */
  readonly places?: Tensor;
  readonly dropout: Dropout;
}

/** A post-norm transformer layer with disentangled attention (He et al. 2021). */
export class DebertaLayer implements EncoderBlock<DebertaContext> {
  readonly projections: Map<string, Projection>;
  readonly #attentionNorm: LayerNorm;
  readonly #outputNorm: LayerNorm;
  readonly #activation: Activation;
  readonly #config: DebertaConfig;

  /** @param weights the layer's own weights, names relative to it */
  constructor(weights: WeightSource, config: DebertaConfig) {
    const { hiddenSize: D, layerNormEpsilon } = config;
    this.projections = weights.linearMaps(debertaMaps(config, mapsOfDistances(config)));
    this.#attentionNorm = weights.layerNorm('attention.output.LayerNorm', D, { epsilon: layerNormEpsilon });
    this.#outputNorm = weights.layerNorm('output.LayerNorm', D, { epsilon: layerNormEpsilon });
    this.#activation = findActivation(config.activation);
    this.#config = config;
  }

  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, pass: Pass): Tensor {
    const { dropout } = pass;
    return this.#complete(x, this.#attend(x, { rows: x, dropout }, pass), dropout);
  }

  /**
   * The other tokens give keys and values, and where each row of the batch is a text queries as well.
   *
   * @param x [B·T, D] @returns [B, D] or [S, D]
   */
  forwardFirst(x: Tensor, pass: Pass, starts: Tensor | undefined): Tensor {
    const { dropoutOfTexts: dropout } = pass;
    if (starts !== undefined && pass.context.segments !== undefined) {
      const rows = tokensAt(x, starts); // [S, D]
      return this.#complete(rows, this.#attend(x, { rows, places: starts, dropout }, pass), dropout);
    }
    const first = (rows: Tensor): Tensor => firstToken(tf.reshape(rows, [pass.batchSize, pass.length, -1])); // [B, D]
    const contexts = this.#attend(x, { rows: x, dropout: pass.dropout }, pass);
    return this.#complete(first(x), first(contexts), dropout);
  }

  /** @returns the heads' contexts side by side, [Q, D] */
  #attend(x: Tensor, { rows, places, dropout: ofRows }: AskedTokens, pass: Pass): Tensor {
    const { attentionDropout: dropoutRate, numScores } = this.#config;
    const { dropout, context, numHeads } = pass;
    const inputs = {
      query: this.#project('query_proj', rows, ofRows),
      key: this.#project('key_proj', x, dropout),
      value: this.#project('value_proj', x, dropout),
    };
    const tables = this.#projectDistances(context, dropout);
    const { segments, mask } = context;
    if (segments === undefined)
      return attendDisentangled({ ...inputs, ...tables }, mask, { ...pass, numScores, dropoutRate });
    const distances = { ofKeys: tables.positionKeys, ofQueries: tables.positionQueries };
    const scale = 1 / Math.sqrt((this.#config.hiddenSize / numHeads) * numScores);
    const options = { numHeads, scale, dropout: dropout.use(dropoutRate) };
    return segmentAttention({ ...inputs, segments, places, distances }, options);
  }

  /** @param rows what the residual connection leads around attention, [n, D] @param contexts of the heads, [n, D] @returns [n, D] */
  #complete(rows: Tensor, contexts: Tensor, dropout: Dropout): Tensor {
    const { hiddenDropout } = this.#config;
    const summary = dropout.apply(this.#project('attention.output.dense', contexts, dropout), hiddenDropout);
    const middle = this.#attentionNorm.apply(summary, rows);
    const expanded = this.#activation(this.#project('intermediate.dense', middle, dropout)); // [n, F]
    const output = dropout.apply(this.#project('output.dense', expanded, dropout), hiddenDropout); // [n, D]
    return this.#outputNorm.apply(output, middle);
  }

  /** The few rows that occur are projected, then laid out by distance. */
  #projectDistances(
    { embeddings, keys, ofKeys, ofQueries }: DebertaContext,
    dropout: Dropout,
  ): Pick<DisentangledInputs, 'positionKeys' | 'positionQueries'> {
    const { relative, hiddenDropout } = this.#config;
    const none = { positionKeys: undefined, positionQueries: undefined };
    if (relative === undefined || embeddings === undefined) return none;
    const ofDistances = dropout.of(keys);
    const dropped = ofDistances.apply(embeddings, hiddenDropout); // [n, D]
    const layOut = (name: string, rows: Tensor | undefined): Tensor => {
      const map = relative.sharesProjections ? name : `pos_${name}`;
      return tf.gather(this.#project(map, dropped, ofDistances), rows as tf.Tensor1D); // [2T, D]
    };
    return {
      positionKeys: relative.hasContentToPosition ? layOut('key_proj', ofKeys) : undefined,
      positionQueries: relative.hasPositionToContent ? layOut('query_proj', ofQueries) : undefined,
    };
  }

  #project(name: string, x: Tensor, dropout: Dropout): Tensor {
    return findProjection(this.projections, name).apply(x, dropout);
  }
}

function mapsOfDistances({ relative }: DebertaConfig): string[] {
  if (relative === undefined || relative.sharesProjections) return [];
  return [
    ...(relative.hasContentToPosition ? ['pos_key_proj'] : []),
    ...(relative.hasPositionToContent ? ['pos_query_proj'] : []),
  ];
}
