import { type Dropout, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import { attend, type AttentionShape } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import type { Dense } from '../blocks/projection.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { ClipConfig } from './clip-config.ts';

/** A pre-norm transformer layer of CLIP's image encoder. */
export class VisionLayer {
  readonly #attention: Readonly<Record<'query' | 'key' | 'value' | 'output', Dense>>;
  readonly #attentionNorm: LayerNorm;
  readonly #expand: Dense;
  readonly #contract: Dense;
  readonly #mlpNorm: LayerNorm;
  readonly #activation: Activation;
  readonly #dropoutRate: number;

  /** @param weights the layer's own weights, names relative to it */
  constructor(weights: WeightSource, config: ClipConfig) {
    const { hiddenSize: D, intermediateSize: F, layerNormEpsilon: epsilon } = config;
    const attention = weights.scope('self_attn');
    this.#attention = {
      query: attention.dense('q_proj', D, D),
      key: attention.dense('k_proj', D, D),
      value: attention.dense('v_proj', D, D),
      output: attention.dense('out_proj', D, D),
    };
    this.#attentionNorm = weights.layerNorm('layer_norm1', D, { epsilon });
    this.#expand = weights.dense('mlp.fc1', D, F);
    this.#contract = weights.dense('mlp.fc2', F, D);
    this.#mlpNorm = weights.layerNorm('layer_norm2', D, { epsilon });
    this.#activation = findActivation(config.activation);
    this.#dropoutRate = config.attentionDropout;
  }

  /** @param x [I·T, D] @returns [I·T, D] */
  forward(x: Tensor, shape: AttentionShape & { readonly dropout: Dropout }): Tensor {
    const { query, key, value, output } = this.#attention;
    const normed = this.#attentionNorm.apply(x);
    const qkv = { query: query.apply(normed), key: key.apply(normed), value: value.apply(normed) };
    const context = attend(qkv, {}, { ...shape, dropoutRate: this.#dropoutRate });
    const middle = tf.add(x, output.apply(context));
    const expanded = this.#activation(this.#expand.apply(this.#mlpNorm.apply(middle))); // [I·T, F]
    return tf.add(middle, this.#contract.apply(expanded));
  }
}
