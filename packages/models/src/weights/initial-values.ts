import { Random } from '@lamella/core';
import { Bfloat16Weight, type NormalNumbers, randomNormalTensor, sizeOf, type Tensor } from '@lamella/engine';

/** The initial value of a weight that the checkpoint does not hold. */
export type Initializer = 'normal' | 'zeros' | 'ones';

/**
 * What makes normal numbers: `portable`, the same on every machine, one at a time; or `native`, by all threads in the type in which
 * a weight is held, the same for a seed on one kind of processor. Where the engine has no ops of its own, `portable` makes them.
 */
export type WeightGenerator = 'portable' | 'native';

/** How new weights are drawn. */
export interface InitialValueOptions {
  readonly seed: number | string;
  readonly standardDeviation: number;
}

/** The values of a new weight; a stream of random numbers per weight: a head is the same whatever else is new. */
export function initialValues(
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
  initializer: Initializer,
  { seed, standardDeviation }: InitialValueOptions,
): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (initializer === 'ones') values.fill(1);
  if (initializer === 'normal') {
    const random = Random.fork(seed, name);
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * standardDeviation;
  }
  return values;
}

/**
 * A new weight of normal numbers that the engine makes, a stream per weight, too. Caller disposes.
 *
 * @param isReduced in bfloat16
 */
export function drawNatively(
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
  isReduced: boolean,
  { seed, standardDeviation }: InitialValueOptions,
): Tensor | Bfloat16Weight {
  const random = Random.fork(seed, name);
  const numbers: NormalNumbers = {
    shape,
    seed: [random.uint32() | 0, random.uint32() | 0],
    standardDeviation,
  };
  return isReduced ? Bfloat16Weight.fromRandom(numbers) : randomNormalTensor(numbers);
}
