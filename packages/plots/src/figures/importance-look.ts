import { importanceMethods, importanceOf, readsDropFirst } from '@lamella/metrics/selection';
import type { AxisLook, Encoding } from '../drawing.ts';
import { distinct } from '../collections.ts';
import { importanceTable, type ImportanceTable } from '../importance-table.ts';
import { methodColour } from '../methods.ts';
import type { FigureRows, ImportanceRow } from '../rows.ts';
import { colours, sizes, tint } from '../theme.ts';

type Method = ImportanceTable['method'];

/** The tables of all methods that were measured. */
export function importanceTables(rows: FigureRows): ImportanceTable[] {
  return importanceMethods.flatMap((method) => importanceTable(rows, method) ?? []);
}

/** The name of the quantity that a method measures. */
export function importanceName(method: Method): string {
  return importanceOf(method).label;
}

/** A method's importance with its unit. */
export function importanceTitle(method: Method): string {
  const { label, isRelative } = importanceOf(method);
  return isRelative ? `${label}, relative to the largest` : `Importance, ${label}`;
}

/** Ticks of a method's importance; what is relative to the largest ends at 1, unless that is cut off. */
export function importanceAxis(
  { method, domain }: Pick<ImportanceTable, 'method' | 'domain'>,
  { isSmall }: { isSmall: boolean },
): AxisLook['axis'] & object {
  if (!importanceOf(method).isRelative || domain[1] < 1) return { tickCount: isSmall ? 3 : 5 };
  return { values: isSmall ? [0, 0.5, 1] : [0, 0.2, 0.4, 0.6, 0.8, 1] };
}

/** Dark for selected layers, pale for the others. */
export function selectionColour(method: Method): NonNullable<Encoding['color']> {
  const colour = methodColour(method);
  return { condition: { test: 'datum.isSelected', value: colour }, value: tint(colour, 0.32) };
}

/** The mark of an interval. */
export const intervalMark = { type: 'rule', color: colours.text, strokeWidth: 1 } as const;

/** The mark of a layer on which other samples may decide otherwise. */
export const undecidedMark = {
  type: 'text',
  text: '?',
  fontWeight: 'bold',
  fontSize: sizes.label,
  color: colours.text,
} as const;

/**
 * Whether a value is that of a layer whose input is the same for every sample: it means nothing. Where that is not known, a first
 * layer near 1 is taken for one.
 */
export function hasConstantInput({
  method,
  layer,
  importance,
  hasConstantInput: isKnown,
}: Pick<ImportanceRow, 'method' | 'layer' | 'importance' | 'hasConstantInput'>): boolean {
  return isKnown ?? (layer === 0 && importance > 0.99 && readsDropFirst(method));
}

/** The notes on bars that are dark, and on bars that are cut off. */
export function importanceNotes(tables: readonly ImportanceTable[]): string[] {
  const marked = tables.filter((table) => table.count !== undefined);
  const names = marked.map(({ method }) => importanceOf(method).short).join(' and ');
  const first = tables.flatMap(({ method, bars }) =>
    bars.flatMap((bar) => (bar.layer === 0 ? [{ method, ...bar }] : [])),
  );
  const constant = first.filter(({ value, ...bar }) => hasConstantInput({ ...bar, importance: value }));
  const measured = distinct(constant, ({ method }) => importanceName(method)).join(' and ');
  return [
    ...(marked.length > 0
      ? [`Dark bars are the layers that ${names} selected (N = ${marked[0]?.count}).`]
      : []),
    ...(first.some(({ isCut }) => isCut)
      ? ['The bar of layer 0 is cut off where it towers above all others; its value stands beside it.']
      : []),
    ...(constant.length > 0
      ? [
          `${measured} of layer 0 is near 1 for any task where all samples share its input, as at CLS or at a last token that ` +
            'ends all examples: it says nothing of the layer.',
        ]
      : []),
    ...certaintyNotes(tables),
  ];
}

/** Tells whether intervals of the values over samples are known. */
export function hasIntervals({ bars }: ImportanceTable): boolean {
  return bars.some(({ lower }) => lower !== undefined);
}

/** Tells whether other samples may decide otherwise on some layer. */
export function hasUndecided({ bars }: ImportanceTable): boolean {
  return bars.some(({ isUndecided }) => isUndecided === true);
}

function certaintyNotes(tables: readonly ImportanceTable[]): string[] {
  return [
    ...(tables.some(hasIntervals)
      ? ['Lines are 95 % intervals over samples of the importance without the bias of few samples.']
      : []),
    ...(tables.some(hasUndecided)
      ? [
          'Layers with a question mark are undecided: more than one in twenty other samples selects otherwise.',
        ]
      : []),
  ];
}
