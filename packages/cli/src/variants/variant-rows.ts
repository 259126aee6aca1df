import type { VariantRow } from '@lamella/plots';
import type { VariantComparison } from './variant-comparison.ts';

/** The rows that the figure of variants is drawn from. */
export function toVariantRows({ model, data, method, base, variants }: VariantComparison): VariantRow[] {
  const words = `${base.pooling}, ${base.samples} samples, ${base.maxLength} tokens`;
  return variants.flatMap(({ option, value, layers, selection }) => {
    const title = option === 'base' ? words : `${option} ${value}`;
    return layers.map(({ layer, importance, rank }): VariantRow => ({
      ...{ model, task: data, taskTitle: data, method, layer, importance },
      ...{ variant: `${option} ${value}`, variantTitle: title },
      isSelected: selection.layers.includes(layer),
      ...(selection.undecided?.includes(layer) === true && { isUndecided: true as const }),
      ...(rank === null && { isLeftOut: true as const }),
    }));
  });
}
