import { groupBy } from '@lamella/core';
import { layerAgreement, type LayerAgreement, type RankedLayers } from '@lamella/metrics';
import { round } from './collections.ts';
import type { TableRow } from './drawing.ts';
import { importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import type { FigureRows, VariantRow } from './rows.ts';

/** The rows of one variant of measuring by one rule for one task, in the order of the layers. */
export interface VariantOfTask {
  readonly task: string;
  /** What was measured. */
  readonly rule: ImportanceMethod;
  readonly name: string;
  readonly title: string;
  readonly layers: readonly VariantRow[];
  /** How far it agrees with the first variant of the rule and the task, which has none. */
  readonly agreement?: LayerAgreement;
}

/** Variants by rule and task, the first of each being what the others are compared with. */
export function variantsByTask(rows: readonly VariantRow[]): VariantOfTask[] {
  return [...groupBy(rows, ({ method, task }) => JSON.stringify([method, task])).values()].flatMap(
    (ofTask) => {
      const variants = [...groupBy(ofTask, ({ variant }) => variant).values()];
      const [base] = variants;
      return variants.map((layers, i): VariantOfTask => {
        const [{ task = '', method: rule = 'cka', variant: name = '', variantTitle: title = '' } = {}] =
          layers;
        const agreement =
          base !== undefined && i > 0 ? layerAgreement(ranked(base), ranked(layers)) : undefined;
        return { task, rule, name, title, layers, ...(agreement && { agreement }) };
      });
    },
  );
}

function ranked(layers: readonly VariantRow[]): RankedLayers {
  return {
    values: layers.map(({ importance }) => importance),
    ranked: layers.flatMap(({ layer, isLeftOut }) => (isLeftOut === true ? [] : [layer])),
    selected: layers.flatMap(({ layer, isSelected }) => (isSelected ? [layer] : [])),
  };
}

/** What is said of importance that a figure of one way of measuring cannot show. */
export const inSeveralWays = 'was measured in several ways: importance-by-variant shows them';

/** Rows of importance without those of rules that measured in several ways: the figure of variants shows these. */
export function withoutVariants({ importance, variants = [] }: FigureRows): FigureRows['importance'] {
  const rules = new Set(variants.map(({ method }) => method));
  return importance.filter(({ method }) => !rules.has(method));
}

/** The columns that tables of variants share. */
function columnsOf({ task, rule, title }: VariantOfTask): TableRow {
  return { task, rule, variant: title };
}

/**
 * A row for each layer: its importance (where it has no unit of its own, relative to the largest one of the layers in the order),
 * its share of that one, and what to print. Of a layer outside the order the value is printed too, unless it means nothing.
 */
export function layerRows(variant: VariantOfTask): TableRow[] {
  const values = variant.layers.flatMap(({ importance, isLeftOut }) =>
    isLeftOut === true ? [] : [importance],
  );
  const largest = Math.max(...values) || 1;
  const unit = importanceOf(variant.rule).isRelative ? largest : 1;
  return variant.layers.map((row): TableRow => {
    const { layer, isSelected, isUndecided, isLeftOut, hasConstantInput = false } = row;
    const importance = row.importance / unit;
    const mark = isLeftOut === true ? (hasConstantInput ? '–' : '×') : isUndecided === true ? '?' : '';
    return {
      ...{ ...columnsOf(variant), layer, importance: round(importance, 6), isSelected },
      ...(isLeftOut === true ? { isLeftOut } : { relative: round(Math.max(0, row.importance / largest)) }),
      ...(isUndecided === true && { isUndecided }),
      // A dash takes the value's place.
      ...{ text: mark === '–' ? '' : shorten(importance), mark },
    };
  });
}

/** Two decimals, three of small values, without the zero before the point. */
function shorten(value: number): string {
  const text = value.toFixed(value < 0.095 ? 3 : 2);
  return text.replace(/^0\./, '.');
}

/** A row that tells the agreement with the first variant; of that itself, only its name. */
export function agreementRow(variant: VariantOfTask): TableRow {
  const { agreement } = variant;
  const { overlap, chance, tau = null } = agreement ?? {};
  if (overlap === undefined)
    return { ...columnsOf(variant), text: agreement === undefined ? 'the base' : '' };
  return {
    ...{ ...columnsOf(variant), overlap: round(overlap.jaccard) },
    ...(chance && { chance: round(chance.jaccard) }),
    ...(tau !== null && { tau: round(tau) }),
    text: `${overlap.jaccard.toFixed(2)}${tau === null ? '' : `, τ ${tau.toFixed(2).replace('-', '−')}`}`,
  };
}
