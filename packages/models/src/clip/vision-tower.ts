import { type Dropout, type Tensor, tf } from '@lamella/engine';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { ClipConfig } from './clip-config.ts';
import { VisionEmbeddings } from './vision-embeddings.ts';
import { VisionLayer } from './vision-layer.ts';

/** CLIP's image encoder (Radford et al. 2021), up to its hidden states: nothing is pooled or projected. */
export class VisionTower {
  readonly #embeddings: VisionEmbeddings;
  readonly #firstNorm: LayerNorm;
  readonly #layers: readonly VisionLayer[];
  readonly #config: ClipConfig;

  /** @param weights the tower's own weights (`vision_tower.vision_model`), names relative to it */
  constructor(weights: WeightSource, config: ClipConfig) {
    const { hiddenSize: D, layerNormEpsilon: epsilon } = config;
    this.#embeddings = new VisionEmbeddings(weights.scope('embeddings'), config);
    // The name is misspelt in all checkpoints.
    this.#firstNorm = weights.layerNorm('pre_layrnorm', D, { epsilon });
    this.#layers = Array.from(
      { length: config.numLayers },
      (_, l) => new VisionLayer(weights.scope(`encoder.layers.${l}`), config),
    );
    // Only the pooled class token goes through this norm.
    weights.layerNorm('post_layernorm', D, { epsilon });
    this.#config = config;
  }

  /**
   * The hidden states of the first layers: R_0 to R_n.
   *
   * @param pixelValues [I, C, H, W] @param numLayers n
   * @returns each [I, 1 + N, D], the class token first
   */
  forward(pixelValues: Tensor, numLayers: number, dropout: Dropout): readonly Tensor[] {
    const [batchSize = 0] = pixelValues.shape;
    let x = this.#firstNorm.apply(this.#embeddings.forward(pixelValues)); // [I·(1 + N), D]
    const length = (x.shape[0] ?? 0) / batchSize;
    const shape = { batchSize, length, numHeads: this.#config.numHeads, dropout };
    const states = [x];
    for (const layer of this.#layers.slice(0, numLayers)) {
      x = layer.forward(x, shape);
      states.push(x);
    }
    return states.map((state) => tf.reshape(state, [batchSize, length, -1]));
  }
}

/** Whether a weight of the tower has no part in the hidden states R_0 to R_n. */
export function isBeyond(numLayers: number, name: string): boolean {
  const layer = /\.encoder\.layers\.(\d+)\./.exec(name)?.[1];
  return layer === undefined ? /\.post_layernorm\./.test(name) : Number(layer) >= numLayers;
}
