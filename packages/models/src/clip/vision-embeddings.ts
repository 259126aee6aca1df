import { UserError } from '@lamella/core';
import { type Parameter, type Tensor, tf } from '@lamella/engine';
import type { WeightSource } from '../weights/weight-source.ts';
import { type ClipConfig, countPatches } from './clip-config.ts';

/** A learnt class token and the image's patches, each a linear map of its pixels, with learnt positions. */
export class VisionEmbeddings {
  readonly #classToken: Parameter; // [D]
  readonly #patches: Parameter; // [D, C, p, p]
  readonly #positions: Parameter; // [1 + N, D]
  readonly #config: ClipConfig;

  /** @param weights the module's own weights, names relative to it */
  constructor(weights: WeightSource, config: ClipConfig) {
    const { hiddenSize: D, numChannels: C, patchSize: p } = config;
    this.#classToken = weights.parameter('class_embedding', [D], 'normal');
    this.#patches = weights.parameter('patch_embedding.weight', [D, C, p, p], 'normal');
    this.#positions = weights.parameter('position_embedding.weight', [countPatches(config) + 1, D], 'normal');
    this.#config = config;
  }

  /**
   * @param pixelValues [I, C, H, W]
   * @returns [I·(1 + N), D]
   * @throws {UserError} if the images are of another size than those that the model was trained on
   */
  forward(pixelValues: Tensor): Tensor {
    const [numImages = 0, ...found] = pixelValues.shape;
    const { hiddenSize: D, numChannels, imageSize } = this.#config;
    const expected = [numChannels, imageSize, imageSize];
    if (found.join() !== expected.join())
      throw new UserError(
        `Expected images of the shape [${expected.join(', ')}] (channels, height, width), got [${found.join(', ')}]. ` +
          'Does preprocessor_config.json belong to this model?',
      );
    const patches = tf.reshape(this.#embedPatches(pixelValues), [numImages, -1, D]); // [I, N, D]
    const classTokens = tf.tile(tf.reshape(this.#classToken.value(), [1, 1, D]), [numImages, 1, 1]);
    const tokens = tf.concat([classTokens, patches], 1); // [I, 1 + N, D]
    return tf.reshape(tf.add(tokens, this.#positions.value()), [-1, D]);
  }

  /** A convolution whose stride is its size: the patches' pixels in rows, times one matrix. @returns [I·N, D] */
  #embedPatches(pixelValues: Tensor): Tensor {
    const [numImages = 0] = pixelValues.shape;
    const { hiddenSize: D, numChannels: C, patchSize: p, imageSize } = this.#config;
    const n = Math.floor(imageSize / p);
    const whole = tf.slice(pixelValues, [0, 0, 0, 0], [numImages, C, n * p, n * p]);
    const tiles = tf.transpose(tf.reshape(whole, [numImages, C, n, p, n, p]), [0, 2, 4, 1, 3, 5]); // [I, n, n, C, p, p]
    const rows = tf.reshape(tiles, [numImages * n * n, C * p * p]);
    return tf.matMul(rows as tf.Tensor2D, tf.reshape(this.#patches.value(), [D, C * p * p]), false, true);
  }
}
