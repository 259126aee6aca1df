/** Sums of two representations of M samples, columns centred over the samples, that the unbiased HSIC follows from. */
export interface CentredSums {
  /** M */
  readonly numSamples: number;
  /** ‖XᵀY‖²_F */
  readonly product: number;
  /** Σ ‖x_i‖² */
  readonly normsOfX: number;
  /** Σ ‖y_i‖² */
  readonly normsOfY: number;
  /** Σ ‖x_i‖² ‖y_i‖² */
  readonly normProducts: number;
}

/**
 * The unbiased estimate of HSIC with linear kernels:
 *
 *     [‖XᵀY‖² − p + (Σ‖x_i‖²)(Σ‖y_i‖²) / ((M−1)(M−2)) − 2p / (M−2)] / (M(M−3)),   p = Σ ‖x_i‖² ‖y_i‖²
 *
 * It is HSIC₁ of Song et al. 2012 (equation 5), whose kernels have no diagonal: of centred columns the rows of the kernel
 * without its diagonal sum to −‖x_i‖².
 */
export function unbiasedHsic({ numSamples, product, normsOfX, normsOfY, normProducts }: CentredSums): number {
  const n = numSamples;
  const pairs = (normsOfX * normsOfY) / ((n - 1) * (n - 2));
  return (product - normProducts + pairs - (2 * normProducts) / (n - 2)) / (n * (n - 3));
}
