import { Random } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';

/**
 * New matrices as PEFT makes them: A uniform in ±1 / sqrt(in) (Kaiming with a = sqrt(5), as PyTorch's linear layers),
 * B zero, so that the adapted map starts equal to the base.
 *
 * @param path the module's path; with the seed it fixes the numbers, whatever other modules are adapted
 * @returns a [R, in] and b [out, R]; caller disposes
 */
export function initLora(
  path: string,
  {
    inFeatures,
    outFeatures,
    rank,
    seed,
  }: { inFeatures: number; outFeatures: number; rank: number; seed: number | string },
): { a: Tensor; b: Tensor } {
  const random = Random.fork(seed, `${path}.lora_A`);
  const bound = 1 / Math.sqrt(inFeatures);
  const a = Float32Array.from({ length: rank * inFeatures }, () => (2 * random.next() - 1) * bound);
  return { a: tf.tensor2d(a, [rank, inFeatures]), b: tf.zeros([outFeatures, rank]) };
}
