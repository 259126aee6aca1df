import type { Parameter } from '@lamella/engine';
import type { TrainingState } from '@lamella/training';

/** Which trained weight a state lacks, or has in another shape: a clause; undefined if it is a state of these weights. */
export function findMisfit(
  { tensors }: Pick<TrainingState, 'tensors'>,
  trainable: readonly Pick<Parameter, 'name' | 'shape'>[],
): string | undefined {
  const wanted = trainable.flatMap(({ name, shape }) =>
    [name, `${name}/m`, `${name}/v`].map((one) => [one, shape] as const),
  );
  const missing = wanted.find(([name, shape]) => tensors.get(name)?.shape.join() !== shape.join());
  return missing === undefined ? undefined : `it lacks ${missing[0]}, or has it in another shape`;
}
