import { groupBy } from '@lamella/core';
import { layerAgreement, type LayerAgreement, type RankedLayers } from '@lamella/metrics';
import { round } from './collections.ts';
import type { TableRow } from './drawing.ts';
import type { VariantRow } from './rows.ts';

/** The rows of one variant of measuring for one task, in the order of the layers. */
export interface VariantOfTask {
  readonly task: string;
  readonly name: string;
  readonly title: string;
  readonly layers: readonly VariantRow[];
  /** How far it agrees with the task's first variant, which has none. */
  readonly agreement?: LayerAgreement;
}

/** Variants by task, the first of each being what the others are compared with. */
export function variantsByTask(rows: readonly VariantRow[]): VariantOfTask[] {
  return [...groupBy(rows, ({ task }) => task).values()].flatMap((ofTask) => {
    const variants = [...groupBy(ofTask, ({ variant }) => variant).values()];
    const [base] = variants;
    return variants.map((layers, i): VariantOfTask => {
      const [{ task = '', variant: name = '', variantTitle: title = '' } = {}] = layers;
      const agreement =
        base !== undefined && i > 0 ? layerAgreement(ranked(base), ranked(layers)) : undefined;
      return { task, name, title, layers, ...(agreement && { agreement }) };
    });
  });
}

function ranked(layers: readonly VariantRow[]): RankedLayers {
  return {
    values: layers.map(({ importance }) => importance),
    ranked: layers.flatMap(({ layer, isLeftOut }) => (isLeftOut === true ? [] : [layer])),
    selected: layers.flatMap(({ layer, isSelected }) => (isSelected ? [layer] : [])),
  };
}

/** A row for each layer: its importance, also relative to the variant's largest, and what to print of it. */
export function layerRows({ task, title, layers }: VariantOfTask): TableRow[] {
  const values = layers.flatMap(({ importance, isLeftOut }) => (isLeftOut === true ? [] : [importance]));
  const largest = Math.max(...values) || 1;
  return layers.map(({ layer, importance, isSelected, isUndecided, isLeftOut }): TableRow => ({
    ...{ task, variant: title, layer, importance: round(importance, 6), isSelected },
    ...(isLeftOut === true ? { isLeftOut } : { relative: round(Math.max(0, importance / largest)) }),
    ...(isUndecided === true && { isUndecided }),
    text: isLeftOut === true ? '–' : shorten(importance),
    mark: isUndecided === true ? '?' : '',
  }));
}

/** Two decimals, three of small values, without the zero before the point. */
function shorten(value: number): string {
  const text = value.toFixed(value < 0.095 ? 3 : 2);
  return text.replace(/^0\./, '.');
}

/** A row that tells the agreement with the first variant; of that itself, only its name. */
export function agreementRow({ task, title, agreement }: VariantOfTask): TableRow {
  const { overlap, chance, tau = null } = agreement ?? {};
  if (overlap === undefined) return { task, variant: title, text: agreement === undefined ? 'the base' : '' };
  return {
    ...{ task, variant: title, overlap: round(overlap.jaccard) },
    ...(chance && { chance: round(chance.jaccard) }),
    ...(tau !== null && { tau: round(tau) }),
    text: `${overlap.jaccard.toFixed(2)}${tau === null ? '' : `, τ ${tau.toFixed(2).replace('-', '−')}`}`,
  };
}
