import { Dropout, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { Dense } from '../blocks/projection.ts';
import { VisionTower } from '../clip/vision-tower.ts';
import type { ImageInput } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { LlavaConfig } from './llava-config.ts';

/** The modules of a checkpoint that turn images into features. */
export const IMAGE_MODULES = ['vision_tower', 'multi_modal_projector'] as const;

/** CLIP's features of an image, each patch's made a token of the language model by two linear maps. */
export class ImageEncoder implements ImageInput {
  readonly #tower: VisionTower;
  readonly #first: Dense;
  readonly #second: Dense;
  readonly #activation: Activation;
  readonly #config: LlavaConfig;

  /** @param weights the whole model's */
  constructor(weights: WeightSource, config: LlavaConfig) {
    const { vision, hiddenSize: D } = config;
    const projector = weights.scope('multi_modal_projector');
    this.#tower = new VisionTower(weights.scope('vision_tower.vision_model'), vision);
    this.#first = projector.dense('linear_1', vision.hiddenSize, D);
    this.#second = projector.dense('linear_2', D, D);
    this.#activation = findActivation(config.projectorActivation);
    this.#config = config;
  }

  hiddenStates(pixelValues: Tensor): readonly Tensor[] {
    return this.#tower.forward(pixelValues, this.#config.vision.numLayers, new Dropout());
  }

  features(pixelValues: Tensor, dropout: Dropout): Tensor {
    const { numVisionLayers, keepsClassToken } = this.#config;
    const last = this.#tower.forward(pixelValues, numVisionLayers, dropout).at(-1) as Tensor; // [I, 1 + N, Dv]
    const [numImages = 0, length = 0, size = 0] = last.shape;
    const first = keepsClassToken ? 0 : 1;
    const kept = tf.slice(last, [0, first, 0], [numImages, length - first, size]); // [I, P, Dv]
    const rows = tf.reshape(kept, [-1, size]);
    const projected = this.#second.apply(this.#activation(this.#first.apply(rows))); // [I·P, D]
    return tf.reshape(projected, [numImages, length - first, -1]);
  }
}
