import { initLora } from '@lamella/adapters';
import { tf } from '@lamella/engine';
import type { Model } from '@lamella/models';
import type { LoraProbe } from '@lamella/training';

/** A fresh LoRA that gradients are taken with. */
export interface LoraProbeSettings {
  readonly targets: readonly string[];
  readonly rank?: number;
  readonly alpha?: number;
  readonly seed: number;
}

/** Runs a measurement with new matrices A for every target of every layer, and frees them afterwards. */
export function withLoraProbe<T>(
  model: Model,
  { targets, rank = 8, alpha = 16, seed }: LoraProbeSettings,
  measure: (probe: LoraProbe) => T,
): T {
  const matrices = new Map(
    model.layers.flatMap(({ projections }) =>
      [...projections].flatMap(([name, { base, inFeatures, outFeatures }]) => {
        if (!targets.includes(name)) return [];
        const { a, b } = initLora(base.path, { inFeatures, outFeatures, rank, seed });
        b.dispose();
        return [[base.path, a] as const];
      }),
    ),
  );
  const a = (path: string): tf.Tensor => {
    const matrix = matrices.get(path);
    if (matrix === undefined) throw new Error(`Expected a matrix A for ${path}, got none`);
    return matrix;
  };
  try {
    return measure({ factor: alpha / rank, rank, a });
  } finally {
    tf.dispose([...matrices.values()]);
  }
}
