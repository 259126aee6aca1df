import type { Dense } from '@lamella/models';
import type { AdaptedLinear, LoraConfig } from './adapter.ts';
import { DoraLinear } from './dora/linear.ts';
import { initLora } from './lora/init.ts';
import { LoraLinear } from './lora/linear.ts';
import type { LowRank } from './low-rank.ts';
import { type LoraScaling, scalingFactor } from './lora/scaling.ts';
import { scaleAt } from './patterns/index.ts';
import { initPissa } from './pissa/init.ts';
import { ResidualDense } from './residual.ts';

/** The matrices that a module's adapter starts from, [R, in] and [out, R]; taken over. */
export type InitialMatrices = (path: string) => LowRank;

/**
 * The adapter of a linear map, as its settings say.
 *
 * @param initial known matrices to start from, instead of new ones
 * @throws {UserError} for settings that do not fit the map
 */
export function makeLinear(base: Dense, config: LoraConfig, initial?: InitialMatrices): AdaptedLinear {
  const scaling = scalingOf(base.path, config);
  const start = initial?.(base.path) ?? initialMatrices(base, config, scaling);
  const lora = new LoraLinear(base, scaling, {
    ...start,
    ...(isPissa(config) && { residual: residualOf(base, start, scalingFactor(scaling)) }),
  });
  return config.useDora === true ? new DoraLinear(lora) : lora;
}

/** Whether the adapters start from singular values, so that they go with the base's residual. */
export function isPissa({ init = 'standard' }: LoraConfig): boolean {
  return init !== 'standard';
}

function scalingOf(path: string, config: LoraConfig): LoraScaling {
  const { dropout, useRslora = false } = config;
  return { ...scaleAt(path, config), dropout, useRslora };
}

function initialMatrices(base: Dense, config: LoraConfig, scaling: LoraScaling): LowRank {
  const { path, inFeatures, outFeatures, weight } = base;
  const { seed, init = 'standard' } = config;
  const { rank } = scaling;
  if (init === 'standard') return initLora(path, { inFeatures, outFeatures, rank, seed });
  const value = weight.read();
  try {
    return initPissa(value, { init, rank, factor: scalingFactor(scaling), path, seed });
  } finally {
    value.dispose();
  }
}

/** The residual has the starting matrices for itself, since training changes the adapter's own. */
function residualOf(base: Dense, { a, b }: LowRank, factor: number): ResidualDense {
  return new ResidualDense(base, { a: a.clone(), b: b.clone() }, factor);
}
