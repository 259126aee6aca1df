import type { Matrix } from '../similarity/matrix.ts';
import { matrixOf, readJsonFixture, readMatrices } from './fixtures.ts';

/** The values of stored representations in `layer_metrics.json`. */
export interface LayerMetricsCase {
  readonly family: string;
  readonly pooling: string;
  /** The first representation that is used. */
  readonly first: number;
  readonly effective_rank: readonly number[];
  readonly rank_effects_of_last: readonly number[];
  readonly norm_growth: readonly number[];
  readonly rbf_cka: readonly number[];
  readonly rbf_unbiased_importance: readonly number[];
  readonly rbf_effects_of_last: readonly number[];
}

/** The file that `fixtures/tools/make_layer_metrics.py` writes. */
export const layerMetrics = readJsonFixture<{
  readonly cases: readonly LayerMetricsCase[];
  readonly few_samples: {
    readonly x: readonly (readonly number[])[];
    readonly rank: number;
    readonly transposed_centred_rank: number;
  };
  readonly taus: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly tau: number | null;
  }[];
  readonly overlaps: readonly {
    readonly layers: number;
    readonly size: number;
    readonly shared: number;
    readonly jaccard: number;
  }[];
}>('metrics/layer_metrics.json');

/** The representations that a case was measured on, from the first one that is used. */
export function statesOf({ family, pooling, first, norm_growth: layers }: LayerMetricsCase): Matrix[] {
  const stored = readMatrices(`${family}/importance.safetensors`);
  return Array.from({ length: layers.length + 1 }, (_, l) =>
    matrixOf(stored, `reps/${pooling}_${l + first}`),
  );
}

/** Some rows of representations, as batches bring them. */
export function inBatches(states: readonly Matrix[], size: number): Matrix[][] {
  const rows = states[0]?.rows ?? 0;
  const starts = Array.from({ length: Math.ceil(rows / size) }, (_, i) => i * size);
  return starts.map((start) =>
    states.map(({ columns, data }) => {
      const part = data.slice(start * columns, (start + size) * columns);
      return { rows: part.length / columns, columns, data: part };
    }),
  );
}
