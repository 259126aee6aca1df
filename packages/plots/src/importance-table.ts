import { groupBy } from '@lamella/core';
import { importanceOf } from '@lamella/metrics/selection';
import { mainLayers } from './cells.ts';
import { plainMethod } from './methods.ts';
import type { FigureRows, ImportanceRow } from './rows.ts';
import { distinctNumbers, round } from './collections.ts';

/** One bar of a figure of importance. */
export interface ImportanceBar {
  readonly task: string;
  readonly layer: number;
  /** As it is; importance without a unit of its own, such as Fisher information, divided by the task's largest. */
  readonly value: number;
  /** The bar's length: the value, or the axis's end where the value is cut off. */
  readonly bar: number;
  readonly isCut: boolean;
  readonly isSelected: boolean;
  /** Interval of the value over samples, where it is known. */
  readonly lower?: number;
  readonly upper?: number;
  /** True if other samples may decide otherwise on this layer; absent where none would, or it is not known. */
  readonly isUndecided?: true;
}

/** The bars of one method for all tasks, on one axis. */
export interface ImportanceTable {
  readonly method: ImportanceRow['method'];
  readonly bars: readonly ImportanceBar[];
  readonly domain: [number, number];
  /** How many layers are marked as selected, if scores say which. */
  readonly count: number | undefined;
}

/**
 * Where the first layer's importance towers above all others (1 − CKA is 1 for an encoder at CLS, whose input is the same
 * for every sample; Fisher information is largest next to the embeddings), the axis ends above the others and the first bar is cut
 * off.
 */
export function importanceTable(
  rows: FigureRows,
  method: ImportanceRow['method'],
): ImportanceTable | undefined {
  const values = relativeValues(rows.importance.filter((row) => row.method === method));
  if (values.length === 0) return undefined;
  const rest = Math.max(0, ...values.filter((row) => row.layer > 0).map((row) => row.value));
  const isCut = (row: { layer: number; value: number }): boolean =>
    row.layer === 0 && rest > 0 && row.value > 2.5 * rest;
  const highest = values.some(isCut) ? rest : Math.max(rest, ...values.map((row) => row.value));
  const uppers = values.flatMap((row) => (row.upper === undefined || isCut(row) ? [] : [row.upper]));
  const end = round(1.25 * Math.max(highest, ...uppers), 6);
  const { selected, undecided, count } = selection(rows, method);
  const bars = values.map(({ task, layer, value, isSelected: isKnown, ...interval }): ImportanceBar => {
    const cut = isCut({ layer, value });
    const isSelected = isKnown ?? (count === undefined || selected.get(task)?.[layer] === '1');
    return {
      ...{ task, layer, value: round(value, 6), bar: cut ? end : round(value, 6), isCut: cut, isSelected },
      ...(cut ? {} : interval),
      ...(undecided.get(task)?.includes(layer) === true && { isUndecided: true }),
    };
  });
  return { method, bars, domain: [0, end || 1], count };
}

/** Layer numbers of a model, from the rows. */
export function layersOf(rows: readonly ImportanceRow[]): number[] {
  return distinctNumbers(rows, (row) => row.layer);
}

type RelativeValue = Pick<ImportanceBar, 'task' | 'layer' | 'value' | 'lower' | 'upper'> &
  Pick<ImportanceRow, 'isSelected'>;

function relativeValues(rows: readonly ImportanceRow[]): RelativeValue[] {
  return [...groupBy(rows, (row) => row.task)].flatMap(([task, ofTask]) => {
    const largest = Math.max(...ofTask.map((row) => row.importance)) || 1;
    const unit = (row: Pick<ImportanceRow, 'method'>): number =>
      importanceOf(row.method).isRelative ? largest : 1;
    return ofTask.map(({ lower, upper, isSelected, ...row }) => ({
      ...{ task, layer: row.layer, value: row.importance / unit(row) },
      ...(isSelected !== undefined && { isSelected }),
      ...(lower !== undefined && { lower: round(lower / unit(row), 6) }),
      ...(upper !== undefined && { upper: round(upper / unit(row), 6) }),
    }));
  });
}

/** The layers that were selected by this importance for each task at the main N, as one-hot strings. */
function selection(
  { scores }: FigureRows,
  method: string,
): {
  selected: ReadonlyMap<string, string>;
  undecided: ReadonlyMap<string, readonly number[]>;
  count: number | undefined;
} {
  const layers = mainLayers(scores);
  const name = plainMethod(scores, method);
  const ofMethod = scores.filter((row) => row.method === name && row.layers === layers);
  return {
    selected: new Map(ofMethod.map((row) => [row.trainedOn ?? row.task, row.selected])),
    undecided: new Map(ofMethod.map((row) => [row.trainedOn ?? row.task, row.undecided ?? []])),
    count: ofMethod.length > 0 ? layers : undefined,
  };
}
