import { float32Tensor } from '@lamella/files';
import type { TrainingState } from '@lamella/training';

/** The state of a training of one weight, two steps an epoch; with a name it is that of another weight. */
export function exampleState(steps: number, epochs = Math.ceil(steps / 2) - 1, name = 'w'): TrainingState {
  const values = [name, `${name}/m`, `${name}/v`].map(
    (each, i) => [each, float32Tensor([2], Float32Array.of(steps, i))] as const,
  );
  return {
    numbers: {
      losses: Array.from({ length: steps }, (_, i) => 1 / (i + 1)),
      stepSeconds: Array.from({ length: steps }, () => 0.5),
      epochs: Array.from({ length: epochs }, (_, i) => ({
        ...{ epoch: i + 1, trainLoss: 0.5, seconds: 1 },
        metrics: { pearson: NaN },
      })),
      microSteps: steps,
    },
    tensors: new Map(values),
  };
}
