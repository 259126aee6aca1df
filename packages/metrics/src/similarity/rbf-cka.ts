import { alignment } from './linear-cka.ts';
import { innerProduct, type Matrix, type Matrix64 } from './matrix.ts';
import { centreKernel, kernelOfDistances, squaredDistances } from './rbf-kernel.ts';
import { checkSamples } from './samples.ts';

/**
 * CKA with the kernel `exp(−‖a − b‖² / 2σ²)`, where σ is `bandwidthFactor` times the median Euclidean distance
 * between two different samples of that representation. A small factor compares neighbourhoods, a large one
 * approaches {@link linearCka}. Needs memory for M × M numbers.
 *
 * @param x [M, D1], one row per sample
 * @param y [M, D2], the same samples in the same order
 * @param options.bandwidthFactor default 1
 * @throws UserError with fewer than two samples
 * @see Kornblith et al. 2019, section 3
 */
export function rbfCka(x: Matrix, y: Matrix, options: { readonly bandwidthFactor?: number } = {}): number {
  checkSamples(x, y, { measure: 'RBF CKA', minimum: 2 });
  const { bandwidthFactor = 1 } = options;
  if (!(bandwidthFactor > 0))
    throw new RangeError(`Expected a bandwidthFactor above 0, got ${bandwidthFactor}`);
  const kernelOf = (z: Matrix): Matrix64 =>
    centreKernel(kernelOfDistances(squaredDistances(z), bandwidthFactor));
  const [k, l] = [kernelOf(x), kernelOf(y)];
  return alignment(innerProduct(k, l), k, l);
}
