import { importanceOf } from '@lamella/metrics/selection';
import { formatNumber } from '../importance/format-report.ts';
import { alignToTheRight, markOf } from '../importance/table-cells.ts';
import { variantName } from './plan-variants.ts';
import type { VariantComparison, VariantReport } from './variant-comparison.ts';

/** Variants as tables: values by layer, then selections and how far they agree with the base's. */
export function formatVariants(comparison: VariantComparison): string {
  const { model, data, method, count, base, passes, seconds, variants, leftOut, notes } = comparison;
  const numLayers = variants[0]?.layers.length ?? 0;
  return [
    `What a choice of measuring changes: importance (${importanceOf(method).column}) of the layers of ${model} for ${data}`,
    `Base: pooling ${base.pooling}, last-layer ${base.lastLayer}, ${base.samples} samples, max-length ${base.maxLength}, drop-first ${base.dropFirst}; ` +
      `${count} of ${numLayers} layers selected; ${passes} forward ${passes === 1 ? 'pass' : 'passes'}, ${seconds.toFixed(1)} s`,
    '',
    ...alignToTheRight(valueRows(variants)),
    '',
    '* selected; ? undecided: more than one in twenty other samples would decide otherwise',
    '',
    ...alignToTheRight(selectionRows(variants)),
    '',
    ...legend(comparison),
    ...(leftOut.length === 0 ? [] : ['', 'Left out:']),
    ...leftOut.map(({ variant, why }) => `  ${variant}: ${why}`),
    ...notes.flatMap((note) => ['', note]),
  ].join('\n');
}

/** A column for each variant with values of its own, under the name of its setting; which layers are dropped changes no value. */
function valueRows(variants: readonly VariantReport[]): string[][] {
  const columns = variants.filter(({ option }) => option !== 'drop-first');
  const isFirstOf = (i: number): boolean => columns[i]?.option !== columns[i - 1]?.option;
  const layers = columns[0]?.layers ?? [];
  return [
    ['', ...columns.map(({ option }, i) => (option !== 'base' && isFirstOf(i) ? option : ''))],
    ['layer', ...columns.map(({ value }) => `${value}  `)],
    ...layers.map(({ layer }) => [
      String(layer),
      ...columns.map(
        ({ layers, selection }) =>
          `${formatNumber(layers[layer]?.importance ?? NaN)}${markOf(selection, layer)}`,
      ),
    ]),
  ];
}

function selectionRows(variants: readonly VariantReport[]): string[][] {
  const head = [
    'variant',
    'selected',
    'mask',
    'shared',
    'overlap',
    'chance',
    'tau',
    'certainty',
    'undecided',
  ];
  const rows = variants.map((variant) => {
    const { selection, agreement } = variant;
    const { layers, mask, overlap, undecided } = selection;
    const chance = agreement?.chance;
    return [
      variantName(variant),
      layers.join(' '),
      mask,
      agreement?.overlap === undefined ? '-' : String(agreement.overlap.shared),
      agreement?.overlap?.jaccard.toFixed(2) ?? '-',
      chance?.jaccard.toFixed(2) ?? '-',
      agreement?.tau?.toFixed(2) ?? '-',
      overlap?.toFixed(2) ?? '-',
      undecided === undefined ? '-' : undecided.join(' ') || 'none',
    ];
  });
  const hasManyLayers = rows.some(([, selected = '']) => selected.length > 24);
  // The mask tells the same in less space.
  return [head, ...rows].map((row) => (hasManyLayers ? row.toSpliced(1, 1) : row));
}

function legend({ variants }: VariantComparison): string[] {
  const isFew = variants.some(({ selection }) => selection.overlap === undefined);
  return [
    "shared, overlap: layers that the base selects too, and the Jaccard index, beside that of chance; tau: Kendall's tau-b of the values with",
    'the base’s, over the layers that both rank; certainty: mean overlap of the selection with those of other samples' +
      (isFew ? ' (fewer than 10 samples do not tell)' : ''),
  ];
}
