import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { quantizationOf } from './check-quantization.ts';
import { modelsOf } from './expand-sweep.ts';
import { modelLabel } from './model-label.ts';

/** The models of a spec in print, with the form that their layers are held in where it is not the usual one. */
export function describeModels(spec: ExperimentSpec): string {
  const quantization = quantizationOf(spec);
  const names = modelsOf(spec).map(modelLabel).join(', ');
  return quantization === undefined ? names : `${names} (layers in ${quantization})`;
}
