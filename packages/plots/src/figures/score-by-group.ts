import { spreadBy } from '@lamella/metrics/scores';
import { describeRows, mainSetting, rowsAt } from '../cells.ts';
import {
  from,
  numColumns,
  panelTitle,
  type Drawing,
  type Panel,
  type Skipped,
  type TableRow,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, methodTitle, type MethodStyle } from '../methods.ts';
import type { FigureRows, GroupRow } from '../rows.ts';
import { distinct, round } from '../collections.ts';
import { meanMark } from '../theme.ts';

/** All methods at one N and rank on every kind of problem, a panel per benchmark and kind. */
export function scoreByGroup({ scores, groups = [] }: FigureRows): Drawing | Skipped {
  if (groups.length === 0) return { skipped: 'it needs scores of kinds of problems, there are none' };
  const main = mainSetting(scores);
  const { rank, layers } = main;
  const shown = rowsAt(scores, main);
  const settings = new Set(shown.map(settingKey));
  const rows = groups.filter((row) => settings.has(settingKey(row)));
  const styles = methodStyles({ scores: shown });
  const panels = distinct(rows, kindOf);
  const columns = numColumns(panels.length);
  return {
    title: 'Scores by kind of problem',
    subtitle: describeRows(shown, layers === undefined ? [] : [`N = ${layers}`, `rank ${rank}`]),
    notes: [
      'Markers are means over seeds; the number of problems is in brackets. Few problems make a score uncertain.',
    ],
    tables: { means: meanRows(rows, styles) },
    body: (width) => ({
      columns,
      concat: panels.map((kind) => kindPanel(kind, { styles, width: Math.floor(width / columns), rows })),
    }),
  };
}

function kindOf({ benchmarkTitle, by }: Pick<GroupRow, 'benchmarkTitle' | 'by'>): string {
  return `${benchmarkTitle} by ${by}`;
}

function settingKey({ method, rank, layers }: Pick<GroupRow, 'method' | 'rank' | 'layers'>): string {
  return JSON.stringify([method, rank, layers]);
}

function nameOf({ group, count }: Pick<GroupRow, 'group' | 'count'>): string {
  return `${group} (${count})`;
}

function meanRows(rows: readonly GroupRow[], styles: readonly MethodStyle[]): TableRow[] {
  const groups = spreadBy(rows, ['benchmarkTitle', 'by', 'group', 'count', 'method']);
  return groups.map(({ mean = NaN, ...group }) => ({
    kind: kindOf(group),
    group: nameOf(group),
    method: methodTitle(group.method, styles),
    mean: round(100 * mean),
  }));
}

function kindPanel(
  kind: string,
  place: {
    readonly styles: readonly MethodStyle[];
    readonly width: number;
    readonly rows: readonly GroupRow[];
  },
): Panel {
  const own = place.rows.filter((row) => kindOf(row) === kind);
  const { color, shape } = methodChannels(place.styles);
  return {
    width: place.width,
    height: { step: 26 },
    layer: [
      panelTitle(kind, place.width),
      {
        ...from('means', { kind }),
        mark: { ...meanMark, size: 65, clip: false },
        encoding: {
          x: {
            field: 'mean',
            type: 'quantitative',
            scale: { nice: true },
            axis: { title: 'score × 100', tickCount: 5 },
          },
          y: {
            field: 'group',
            type: 'nominal',
            scale: { domain: distinct(own, nameOf) },
            axis: { title: null, grid: true },
          },
          color,
          shape,
        },
      },
    ],
  };
}
