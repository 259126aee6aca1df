import { type Dropout, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { AttentionShape } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import type { Projection } from '../blocks/projection.ts';
import type { TransformerLayer } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DebertaConfig } from './deberta-config.ts';
import { attendDisentangled, type DisentangledInputs } from './disentangled-attention.ts';
import type { DistanceRows } from './relative-embeddings.ts';

/** What all layers of a forward pass share. */
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
    const { hiddenSize: D, intermediateSize: F, layerNormEpsilon } = config;
    this.projections = new Map(
      projectionPaths(config).map(([name, path]) => {
        const inFeatures = name === 'output.dense' ? F : D;
        const outFeatures = name === 'intermediate.dense' ? F : D;
        return [name, weights.dense(path, inFeatures, outFeatures)];
      }),
    );
    this.#attentionNorm = weights.layerNorm('attention.output.LayerNorm', D, layerNormEpsilon);
    this.#outputNorm = weights.layerNorm('output.LayerNorm', D, layerNormEpsilon);
    this.#activation = findActivation(config.activation);
    this.#config = config;
  }

  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, context: LayerContext): Tensor {
    const { attentionDropout: dropoutRate, hiddenDropout, numScores } = this.#config;
    const { dropout, mask, distances } = context;
    const project = (name: string, input: Tensor): Tensor => this.#projection(name).apply(input, dropout);
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
    const embeddings = dropout.apply(distances.embeddings, hiddenDropout); // [n, D]
    const layOut = (name: string, rows: Tensor): Tensor => {
      const projection = this.#projection(relative.sharesProjections ? name : `pos_${name}`);
      return tf.gather(projection.apply(embeddings, dropout), rows as tf.Tensor1D); // [2T, D]
    };
    return {
      positionKeys: relative.hasContentToPosition ? layOut('key_proj', distances.ofKeys) : undefined,
      positionQueries: relative.hasPositionToContent ? layOut('query_proj', distances.ofQueries) : undefined,
    };
  }

  #projection(name: string): Projection {
    const projection = this.projections.get(name);
    if (projection === undefined)
      throw new Error(`Expected the projection ${name} in a DeBERTa layer, got none`);
    return projection;
  }
}

/** The linear maps of a layer: the names that PEFT's `target_modules` uses for them, and where they are. */
function projectionPaths({ relative }: DebertaConfig): [name: string, path: string][] {
  const inAttention = ['query_proj', 'key_proj', 'value_proj'];
  if (relative !== undefined && !relative.sharesProjections) {
    if (relative.hasContentToPosition) inAttention.push('pos_key_proj');
    if (relative.hasPositionToContent) inAttention.push('pos_query_proj');
  }
  const others = ['attention.output.dense', 'intermediate.dense', 'output.dense'];
  return [
    ...inAttention.map((name): [string, string] => [name, `attention.self.${name}`]),
    ...others.map((name): [string, string] => [name, name]),
  ];
}
