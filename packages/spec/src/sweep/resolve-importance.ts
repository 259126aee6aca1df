import { importanceOf, type ImportanceMethod, isForwardMethod } from '@lamella/metrics/selection';
import type { FoundSelection } from './find-selection.ts';
import type { Quantization } from '../language/names.ts';
import { alphaAt } from './resolve-adapter.ts';
import type { Settings } from './resolve-settings.ts';
import type { ResolvedImportance } from './trial.ts';

/** How the importance is measured that a selection goes by; null where it needs none. */
export function resolveImportance(
  selection: FoundSelection,
  settings: Settings,
  quantization?: Quantization,
): ResolvedImportance | null {
  if (typeof selection !== 'string' || importanceOf(selection) === undefined) return null;
  const method = selection as ImportanceMethod;
  const {
    samples,
    pooling,
    batchSize,
    maxLength = settings.training.maxLength,
    lastLayer,
    fisher,
  } = settings.importance;
  const common = {
    samples: typeof samples === 'number' ? { first: samples } : samples,
    maxLength,
    batchSize,
    ...(settings.training.precision === 'bfloat16' && { weights: settings.training.precision }),
    ...(quantization && { quantization }),
  };
  if (isForwardMethod(method))
    return { method, ...common, pooling, ...(lastLayer === 'raw' && { lastLayer }) };
  const { rank } = settings.adapter;
  const lora = fisher.withRespectTo === 'lora-b' ? { rank, alpha: alphaAt(settings.adapter, rank) } : {};
  const { heads = 1, ...others } = fisher;
  return {
    ...{ method, ...common, ...others, targets: settings.adapter.targets, ...lora },
    ...(heads > 1 && { heads }),
  };
}
