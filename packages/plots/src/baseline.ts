import type { ScoreCell } from './cells.ts';
import { distinct } from './collections.ts';
import { scoreMetric } from '@lamella/metrics';
import type { AxisLook, Layer } from './drawing.ts';
import { colours } from './theme.ts';

/** Where a panel shows what answers without a look at the examples score: a rule, or words where its axis ends before. */
export interface BaselineMark {
  readonly layers: readonly Layer[];
  /** Words added to the panel's title; empty if the rule is in the panel, or nothing is known. */
  readonly note: string;
}

/**
 * The baseline of a task's panel.
 *
 * @param cells of the task
 * @param axis of the scores: its channel, its look and the part that is shown
 */
export function baselineMark(
  cells: readonly ScoreCell[],
  axis: { readonly channel: 'x' | 'y'; readonly look: AxisLook; readonly domain: readonly [number, number] },
): BaselineMark {
  const found = cells.find(({ baseline }) => baseline !== undefined);
  const values = distinct(
    cells.flatMap(({ baseline }) => baseline?.value ?? []),
    (value) => value,
  );
  const [value] = values;
  // Settings that change the examples have no baseline in common.
  if (found?.baseline === undefined || value === undefined || values.length > 1)
    return { layers: [], note: '' };
  const { channel, look, domain } = axis;
  if (value < domain[0] || value > domain[1])
    return {
      layers: [],
      note: ` (${found.baseline.of} ${value.toFixed(scoreMetric(found.metric).decimals)})`,
    };
  const rule: Layer = {
    data: { values: [{ baseline: value }] },
    mark: { type: 'rule', strokeDash: [1, 3], strokeWidth: 1.5, color: colours.muted },
    encoding: { [channel]: { field: 'baseline', type: 'quantitative', ...look } },
  };
  return { layers: [rule], note: '' };
}

/** The note on the dotted rules and the words in titles; empty if there are none. */
export function baselineNote(cells: readonly ScoreCell[]): string {
  const kinds = distinct(
    cells.flatMap(({ baseline }) => baseline?.of ?? []),
    (kind) => kind,
  );
  return kinds.length === 0 ? '' : ` Dotted, or in brackets where the axis ends before: ${kinds.join(', ')}.`;
}
