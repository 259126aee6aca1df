import type { VariantRow } from '@lamella/plots';
import { variantName } from './plan-variants.ts';
import type { VariantComparison } from './variant-comparison.ts';

/** The rows that the figure of variants is drawn from. */
export function toVariantRows({ model, data, method, base, variants }: VariantComparison): VariantRow[] {
  const words = `${base.pooling}, ${base.samples} samples, ${base.maxLength} tokens`;
  return variants.flatMap(({ layers, selection, ...variant }) => {
    const name = variantName(variant);
    return layers.map(({ layer, importance, rank, hasConstantInput }): VariantRow => ({
      ...{ model, task: data, taskTitle: data, method, layer, importance, hasConstantInput },
      ...{ variant: name, variantTitle: variant.option === 'base' ? words : name },
      isSelected: selection.layers.includes(layer),
      ...(selection.undecided?.includes(layer) === true && { isUndecided: true as const }),
      ...(rank === null && { isLeftOut: true as const }),
    }));
  });
}
