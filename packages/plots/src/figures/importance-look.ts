import type { AxisLook, Encoding } from '../drawing.ts';
import { importanceTable, type ImportanceTable } from '../importance-table.ts';
import { knownStyle } from '../methods.ts';
import type { FigureRows } from '../rows.ts';
import { tint } from '../theme.ts';

type Method = ImportanceTable['method'];

/** The tables of all methods that were measured. */
export function importanceTables(rows: FigureRows): ImportanceTable[] {
  return (['cka', 'fim'] as const).flatMap((method) => importanceTable(rows, method) ?? []);
}

/** What a method measures. */
export function importanceName(method: Method): string {
  return method === 'cka' ? '1 − CKA' : 'Fisher information';
}

/** A method's importance with its unit. */
export function importanceTitle(method: Method): string {
  return method === 'cka' ? 'Importance, 1 − CKA' : 'Fisher information, relative to the largest';
}

/** Ticks of a method's importance; Fisher information ends at 1. */
export function importanceAxis(method: Method, { isSmall }: { isSmall: boolean }): AxisLook['axis'] & object {
  if (method === 'cka') return { tickCount: isSmall ? 3 : 5 };
  return { values: isSmall ? [0, 0.5, 1] : [0, 0.2, 0.4, 0.6, 0.8, 1] };
}

/** Dark for selected layers, pale for the others. */
export function selectionColour(method: Method): NonNullable<Encoding['color']> {
  const { colour } = knownStyle(method);
  return { condition: { test: 'datum.isSelected', value: colour }, value: tint(colour, 0.32) };
}

/** What a reader must know about bars that are dark, and about bars that are cut off. */
export function importanceNotes(tables: readonly ImportanceTable[]): string[] {
  const marked = tables.filter((table) => table.count !== undefined);
  const names = marked.map(({ method }) => method.toUpperCase()).join(' and ');
  const cut = tables.flatMap(({ bars }) => bars.filter((bar) => bar.isCut));
  const hasConstantInput = cut.some((bar) => bar.value > 0.99);
  return [
    ...(marked.length > 0
      ? [`Dark bars are the layers that ${names} selected (N = ${marked[0]?.count}).`]
      : []),
    ...(cut.length === 0
      ? []
      : [
          `The bar of layer 0 is cut off; its value stands beside it.${
            hasConstantInput
              ? ' It is near 1 for any task where all samples share the layer’s input, as at CLS.'
              : ''
          }`,
        ]),
  ];
}
