import { spreadBy } from '@lamella/metrics/scores';
import { oneSeedNote } from '../cell-tables.ts';
import { describeRows, mainSetting, rowsAt } from '../cells.ts';
import {
  from,
  nameChannel,
  numColumns,
  panelTitle,
  scoreAxis,
  type Drawing,
  type Panel,
  type Skipped,
  type TableRow,
  type View,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, methodTitle, type MethodStyle } from '../methods.ts';
import type { FigureRows, GroupRow } from '../rows.ts';
import { distinct, round } from '../collections.ts';
import { meanMark, sizes } from '../theme.ts';

/** All methods at one N and rank on every kind of problem: a block per benchmark and way to tell kinds apart, a panel per kind. */
export function scoreByGroup({ scores, groups = [] }: FigureRows): Drawing | Skipped {
  if (groups.length === 0) return { skipped: 'it needs scores of kinds of problems, there are none' };
  const main = mainSetting(scores);
  const { rank, layers } = main;
  const shown = rowsAt(scores, main);
  const settings = new Set(shown.map(settingKey));
  const rows = groups.filter((row) => settings.has(settingKey(row)));
  const styles = methodStyles({ scores: shown }).filter(({ name }) =>
    rows.some(({ method }) => method === name),
  );
  const means = meanRows(rows, styles);
  const hasSpread = means.some(({ seeds }) => seeds > 1);
  return {
    title: 'Scores by kind of problem',
    subtitle: describeRows(shown, layers === undefined ? [] : [`N = ${layers}`, `rank ${rank}`]),
    notes: [
      `${hasSpread ? 'Markers are means over seeds, bars ± one standard deviation.' : oneSeedNote} The number of problems is in brackets. Few problems make a score uncertain.`,
    ],
    tables: { means },
    body: (width) => ({
      spacing: 26,
      vconcat: distinct(rows, kindOf).map((kind) =>
        kindBlock(kind, { means: means.filter((row) => row.kind === kind), styles, width }),
      ),
    }),
  };
}

function kindOf({ benchmarkTitle, by }: Pick<GroupRow, 'benchmarkTitle' | 'by'>): string {
  return `${benchmarkTitle} by ${by}`;
}

function settingKey({ method, rank, layers }: Pick<GroupRow, 'method' | 'rank' | 'layers'>): string {
  return JSON.stringify([method, rank, layers]);
}

/** The scores of a method on the problems of one kind. */
interface MeanRow extends TableRow {
  readonly kind: string;
  /** With the number of problems. */
  readonly group: string;
  readonly method: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
}

function meanRows(rows: readonly GroupRow[], styles: readonly MethodStyle[]): MeanRow[] {
  const groups = spreadBy(rows, ['benchmarkTitle', 'by', 'group', 'count', 'method']);
  return groups.map(({ mean = NaN, deviation = 0, seeds, ...group }) => ({
    kind: kindOf(group),
    group: `${group.group} (${group.count})`,
    method: methodTitle(group.method, styles),
    mean: round(100 * mean),
    ...{ low: round(100 * (mean - deviation)), high: round(100 * (mean + deviation)), seeds },
  }));
}

/** The panels of one way to tell kinds apart, on one scale. */
function kindBlock(
  kind: string,
  {
    means,
    styles,
    width,
  }: { readonly means: readonly MeanRow[]; readonly styles: readonly MethodStyle[]; readonly width: number },
): View {
  const names = distinct(means, ({ group }) => group);
  const columns = numColumns(names.length);
  const [low, high] = [
    Math.min(0, ...means.map((row) => row.low)),
    Math.max(...means.map((row) => row.high)),
  ];
  const margin = 0.04 * (high - low || 1);
  const place = {
    ...{ styles, width: Math.floor(width / columns) },
    domain: [round(low - margin), round(high + margin)] as [number, number],
  };
  return {
    title: { text: kind, fontSize: sizes.panelTitle + 1, offset: 8 },
    columns,
    concat: names.map((group, index) =>
      groupPanel({ kind, group }, { ...place, hasNames: index % columns === 0 }),
    ),
  };
}

function groupPanel(
  where: { readonly kind: string; readonly group: string },
  place: {
    readonly styles: readonly MethodStyle[];
    readonly width: number;
    readonly domain: [number, number];
    readonly hasNames: boolean;
  },
): Panel {
  const { styles, width, domain, hasNames } = place;
  const { color, shape } = methodChannels(styles, { legend: false });
  const x = { field: 'mean', type: 'quantitative', ...scoreAxis(domain, 'score × 100') } as const;
  const y = nameChannel(
    'method',
    styles.map(({ title }) => title),
    hasNames,
  );
  const means = from('means', { ...where });
  const bar = { type: 'rule', strokeWidth: 5, strokeOpacity: 0.3 } as const;
  return {
    width,
    height: { step: 17 },
    layer: [
      panelTitle(where.group, width),
      { ...means, mark: bar, encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color } },
      { ...means, mark: { ...meanMark, size: 60 }, encoding: { x, y, color, shape } },
    ],
  };
}
