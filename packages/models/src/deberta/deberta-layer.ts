import { type Dropout, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { AttentionShape } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { findProjection, type Projection } from '../blocks/projection.ts';
import type { TransformerLayer } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DebertaConfig } from './deberta-config.ts';
import { debertaMaps } from './deberta-shape.ts';
import { attendDisentangled, type DisentangledInputs } from './disentangled-attention.ts';
import type { DistanceRows } from './relative-embeddings.ts';

/** The context that all layers of a forward pass share. */
export interface LayerContext extends AttentionShape {
  /** [1, B, 1, T], additive */
  readonly mask: Tensor;
  readonly distances: DistanceRows | undefined;
  readonly dropout: Dropout;
}

/** A post-norm transformer layer with disentangled attention (He et al. 2021). */
export class DebertaLayer implements TransformerLayer {
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
  forward(x: Tensor, context: LayerContext): Tensor {
    const { attentionDropout: dropoutRate, hiddenDropout, numScores } = this.#config;
    const { dropout, mask, distances } = context;
    const project = (name: string, input: Tensor): Tensor =>
      findProjection(this.projections, name).apply(input, dropout);
    const inputs = {
      query: project('query_proj', x),
      key: project('key_proj', x),
      value: project('value_proj', x),
      ...this.#projectDistances(distances, dropout),
    };
    const attended = attendDisentangled(inputs, mask, { ...context, numScores, dropoutRate }); // [B·T, D]
    const summary = dropout.apply(project('attention.output.dense', attended), hiddenDropout);
    const middle = this.#attentionNorm.apply(summary, x);
    const expanded = this.#activation(project('intermediate.dense', middle)); // [B·T, F]
    const output = dropout.apply(project('output.dense', expanded), hiddenDropout); // [B·T, D]
    return this.#outputNorm.apply(output, middle);
  }

  /** The few rows that occur are projected, then laid out by distance. */
  #projectDistances(
    distances: DistanceRows | undefined,
    dropout: Dropout,
  ): Pick<DisentangledInputs, 'positionKeys' | 'positionQueries'> {
    const { relative, hiddenDropout } = this.#config;
    if (relative === undefined || distances === undefined)
      return { positionKeys: undefined, positionQueries: undefined };
    const ofDistances = dropout.of(distances.keys);
    const embeddings = ofDistances.apply(distances.embeddings, hiddenDropout); // [n, D]
    const layOut = (name: string, rows: Tensor): Tensor => {
      const projection = findProjection(this.projections, relative.sharesProjections ? name : `pos_${name}`);
      return tf.gather(projection.apply(embeddings, ofDistances), rows as tf.Tensor1D); // [2T, D]
    };
    return {
      positionKeys: relative.hasContentToPosition ? layOut('key_proj', distances.ofKeys) : undefined,
      positionQueries: relative.hasPositionToContent ? layOut('query_proj', distances.ofQueries) : undefined,
    };
  }
}

function mapsOfDistances({ relative }: DebertaConfig): string[] {
  if (relative === undefined || relative.sharesProjections) return [];
  return [
    ...(relative.hasContentToPosition ? ['pos_key_proj'] : []),
    ...(relative.hasPositionToContent ? ['pos_query_proj'] : []),
  ];
}
