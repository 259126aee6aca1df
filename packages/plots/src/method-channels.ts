import { legendColumns } from './drawing.ts';
import type { MethodStyle } from './methods.ts';

/** Encoding of the `method` column by colour and shape, over the same methods in every layer. */
export interface MethodChannels {
  readonly color: MethodChannel<string>;
  readonly shape: MethodChannel<string>;
  readonly strokeDash: MethodChannel<number[]>;
}

interface MethodChannel<T> {
  readonly field: 'method';
  readonly type: 'nominal';
  readonly scale: { domain: string[]; range: T[] };
  readonly legend: Legend;
}

type Legend = { title: null; columns: number; symbolOpacity: 1; symbolSize: 70 } | null;

/** Dashes of the horizontal rules for kinds of methods that do not select layers. */
const dashes: Readonly<Record<string, number[]>> = { full: [5, 2], head: [2, 2] };
const solid = [1, 0];
/** A legend's symbol for a rule. */
const line = 'M-1.5,0L1.5,0';

/**
 * The channels of a figure's methods, with one legend for all of them.
 *
 * @param options.lines names of the methods that are drawn as rules, so that the legend shows them as lines
 * @param options.legend false where methods are named at an axis
 */
export function methodChannels(
  styles: readonly MethodStyle[],
  options: { lines?: readonly string[]; legend?: boolean } = {},
): MethodChannels {
  const domain = styles.map((style) => style.title);
  const isLine = (name: string): boolean => options.lines?.includes(name) ?? false;
  const legend =
    options.legend === false
      ? null
      : ({ title: null, columns: legendColumns(domain), symbolOpacity: 1, symbolSize: 70 } as const);
  const column = { field: 'method', type: 'nominal', legend } as const;
  return {
    color: { ...column, scale: { domain, range: styles.map((style) => style.colour) } },
    shape: {
      ...column,
      scale: { domain, range: styles.map(({ name, shape }) => (isLine(name) ? line : shape)) },
    },
    strokeDash: {
      ...column,
      scale: {
        domain,
        range: styles.map(({ name, kind = '' }) => (isLine(name) ? (dashes[kind] ?? solid) : solid)),
      },
    },
  };
}
