import type { LoraScale } from '../patterns/index.ts';

/** How strongly an adapter's update counts, and what is dropped of its input. */
export interface LoraScaling extends LoraScale {
  readonly dropout: number;
  /** rsLoRA */
  readonly useRslora?: boolean;
}

/** s: alpha / r (Hu et al. 2021), or alpha / √r with rsLoRA (Kalajdzievski 2023). */
export function scalingFactor({ rank, alpha, useRslora = false }: Omit<LoraScaling, 'dropout'>): number {
  return alpha / (useRslora ? Math.sqrt(rank) : rank);
}
