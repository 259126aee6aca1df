import { type Tensor, tf } from '@lamella/engine';
import type { RopeConfig, RopeScaling } from '../shapes/rope-config.ts';

/**
 * Angle per position of each pair of features (Su et al. 2021): theta^(-2i / K), then scaled. Rounded to float32 at every
 * step, as transformers computes it.
 *
 * @param headSize K
 * @returns K / 2 numbers
 */
export function ropeFrequencies(headSize: number, { theta, scaling }: RopeConfig): Float32Array {
  return Float32Array.from({ length: headSize / 2 }, (_, i) => {
    const power = Math.fround(theta ** Math.fround((2 * i) / headSize));
    return scaleFrequency(Math.fround(1 / power), scaling);
  });
}

function scaleFrequency(frequency: number, scaling: RopeScaling): number {
  if (scaling.type === 'default') return frequency;
  if (scaling.type === 'linear') return frequency / scaling.factor;
  // Llama 3.1: long waves are stretched, short ones stay, and those in between are blended.
  const { factor, lowFrequencyFactor, highFrequencyFactor, originalMaxPositions } = scaling;
  const turns = (originalMaxPositions * frequency) / (2 * Math.PI); // in the original context
  if (turns < lowFrequencyFactor) return frequency / factor;
  if (turns > highFrequencyFactor) return frequency;
  const share = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
  return (1 - share) * (frequency / factor) + share * frequency;
}

/** Cosines and sines of the angles by which positions are rotated, each [T, 1, K]. */
export interface Rotation {
  readonly cosine: Tensor;
  readonly sine: Tensor;
}

/**
 * The rotation of each position. Attention sees differences of positions alone, so a row may begin anywhere.
 *
 * @param positions [T] int32
 * @param frequencies of {@link ropeFrequencies}, K / 2
 */
export function rotationAt(positions: Tensor, frequencies: Float32Array): Rotation {
  const perPosition = tf.tensor2d(frequencies, [1, frequencies.length]);
  const angles = tf.mul(tf.reshape(tf.cast(positions, 'float32'), [-1, 1]), perPosition); // [T, K / 2]
  const shape = [positions.size, 1, 2 * frequencies.length];
  const both = tf.reshape(tf.concat([angles, angles], 1), shape); // [T, 1, K]
  return { cosine: tf.cos(both), sine: tf.sin(both) };
}

/**
 * Rotates the pairs (x_i, x_{i + K/2}) of every head: the "rotate half" layout of the Hugging Face checkpoints.
 *
 * @param x [B, T, H, K] @returns [B, T, H, K]
 */
export function rotate(x: Tensor, { cosine, sine }: Rotation): Tensor {
  const [first, second] = tf.split(x, 2, -1) as [Tensor, Tensor];
  const turned = tf.concat([tf.neg(second), first], -1);
  return tf.add(tf.mul(x, cosine), tf.mul(turned, sine));
}
