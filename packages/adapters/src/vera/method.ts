import { Parameter, type Tensor, tf } from '@lamella/engine';
import type { Dense } from '@lamella/models';
import type { InitialValues } from '../kind/adapted-linear.ts';
import type { AdapterMethod } from '../kind/adapter-method.ts';
import { D_INITIAL, projectionKey, type VeraConfig } from './kind.ts';
import { VeraLinear } from './linear.ts';
import { veraFormat } from './peft-format.ts';
import { TorchUniform } from './torch-uniform.ts';

/** VeRA (Kopiczko et al. 2024): one pair of frozen random matrices for all maps, and two trained vectors for each. */
export const veraMethod: AdapterMethod<VeraConfig> = { peft: veraFormat, makeShared, makeLinear };

/**
 * A [R, largest in] and B [largest out, R], drawn one after the other as PEFT draws them from `projection_prng_key`: uniform in
 * ±√(6 / columns) (Kaiming with a gain of √2). PEFT until 0.13 always draws them anew, whatever its file holds.
 */
function makeShared(
  bases: readonly Dense[],
  { rank, seed }: VeraConfig,
  initial: InitialValues | undefined,
): readonly Parameter[] {
  const inputs = Math.max(...bases.map(({ inFeatures }) => inFeatures));
  const outputs = Math.max(...bases.map(({ outFeatures }) => outFeatures));
  const shapes = { vera_A: [rank, inputs], vera_B: [outputs, rank] } as const;
  const random = new TorchUniform(projectionKey(seed));
  return Object.entries(shapes).map(
    ([name, shape]) => new Parameter(name, initial?.(name, shape) ?? drawMatrix(random, shape)),
  );
}

function drawMatrix(random: TorchUniform, [rows, columns]: readonly [number, number]): Tensor {
  const bound = Math.sqrt(3) * (Math.sqrt(2) / Math.sqrt(columns));
  return tf.tensor2d(random.draw(rows * columns, bound), [rows, columns]);
}

/** d starts as `dInitial` and b as zero, so that the adapted map starts equal to the base. */
function makeLinear(
  base: Dense,
  { rank, dropout, dInitial = D_INITIAL }: VeraConfig,
  { shared: [a, b], initial }: Parameters<AdapterMethod<VeraConfig>['makeLinear']>[2],
): VeraLinear {
  if (a === undefined || b === undefined) throw new Error('Expected the shared A and B of VeRA, got none');
  const vector = (name: string, size: number, value: number): Parameter => {
    const full = `${base.path}.${name}`;
    return new Parameter(full, initial?.(full, [size]) ?? tf.fill([size], value));
  };
  return new VeraLinear(base, {
    a,
    b,
    lambdaD: vector('vera_lambda_d', rank, dInitial),
    lambdaB: vector('vera_lambda_b', base.outFeatures, 0),
    dropout,
  });
}
