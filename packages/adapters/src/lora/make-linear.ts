import type { Dense } from '@lamella/models';
import type { AdaptedLinear, InitialValues } from '../kind/adapted-linear.ts';
import { scaleAt } from '../patterns/index.ts';
import { DoraLinear } from './dora-linear.ts';
import { initLora } from './init.ts';
import { initPissa } from './init-pissa.ts';
import type { LoraConfig } from './kind.ts';
import { LoraLinear } from './linear.ts';
import type { LowRank } from './low-rank.ts';
import { ResidualDense } from './residual.ts';
import { type LoraScaling, scalingFactor } from './scaling.ts';
import { requireUnquantized } from '../require-unquantized.ts';

/** A linear map with LoRA, or with DoRA around that: both have A, B, perhaps PiSSA's residual, and DoRA has its lengths. */
export type AnyLoraLinear = LoraLinear | DoraLinear;

/**
 * The adapter of a linear map, as its settings say.
 *
 * @param initial known matrices to start from, instead of new ones
 * @throws {UserError} for settings that do not fit the map
 */
export function makeLoraLinear(base: Dense, config: LoraConfig, initial?: InitialValues): AnyLoraLinear {
  const scaling = scalingOf(base.path, config);
  const start = initial ? readInitial(base, scaling.rank, initial) : initialMatrices(base, config, scaling);
  const lora = new LoraLinear(base, scaling, {
    ...start,
    ...(isPissa(config) && { residual: residualOf(base, start, scalingFactor(scaling)) }),
  });
  return config.useDora === true ? new DoraLinear(lora) : lora;
}

/** Those of a model's adapted maps that have LoRA's matrices. */
export function loraLinears({ linears }: { readonly linears: readonly AdaptedLinear[] }): AnyLoraLinear[] {
  return linears.filter((linear) => linear instanceof LoraLinear || linear instanceof DoraLinear);
}

/** Whether the adapters start from singular values, so that they go with the base's residual. */
export function isPissa({ init = 'standard' }: LoraConfig): boolean {
  return init !== 'standard';
}

function readInitial(
  { path, inFeatures, outFeatures }: Dense,
  rank: number,
  initial: InitialValues,
): LowRank {
  const a = initial(`${path}.lora_A.weight`, [rank, inFeatures]);
  return { a, b: initial(`${path}.lora_B.weight`, [outFeatures, rank]) };
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
  // The start of PiSSA is a decomposition of the weight itself, and PEFT refuses it on a quantised one as well.
  requireUnquantized([[path, weight]], {
    what: 'base for PiSSA',
    remedy: 'Leave quantization out, or take init: standard.',
  });
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
