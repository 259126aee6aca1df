import { type Tensor, tf } from '@lamella/engine';
import type { Pattern } from '../patterns/index.ts';
import type { LoraConfig } from './kind.ts';
import type { LowRank } from './low-rank.ts';
import type { AnyLoraLinear } from './make-linear.ts';

/**
 * The settings of the plain LoRA (or DoRA) of twice the rank that a PiSSA adapter can be written as, with the same scale s:
 * alpha grows with the rank, or with its root under rsLoRA.
 */
export function toLoraConfig({ init: _, ...config }: LoraConfig): LoraConfig {
  const growth = config.useRslora === true ? Math.SQRT2 : 2;
  const times = (pattern: Pattern, factor: number): Pattern =>
    Object.fromEntries(Object.entries(pattern).map(([key, value]) => [key, value * factor]));
  return {
    ...config,
    rank: 2 * config.rank,
    alpha: growth * config.alpha,
    ...(config.rankPattern && { rankPattern: times(config.rankPattern, 2) }),
    ...(config.alphaPattern && { alphaPattern: times(config.alphaPattern, growth) }),
  };
}

/**
 * The matrices of that adapter: W - s · B₀ A₀ + s · B A = W + s · [B, -B₀] [A; A₀], as PEFT converts them.
 *
 * @returns [2R, in] and [out, 2R]; caller disposes
 */
export function toLoraMatrices({ a, b, residual }: AnyLoraLinear): LowRank {
  if (residual === undefined) throw new Error('Expected an adapter with a residual, got none');
  return tf.tidy(() => ({
    a: tf.concat([a.value(), residual.a.value()], 0) as Tensor,
    b: tf.concat([b.value(), tf.neg(residual.b.value())], 1) as Tensor,
  }));
}
