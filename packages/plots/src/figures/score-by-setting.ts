import { scoreMetric } from '@lamella/metrics';
import { baselineMark, baselineNote } from '../baseline.ts';
import { meanRow, seedNote, seedRows } from '../cell-tables.ts';
import {
  mainLayers,
  mainRank,
  mainSetting,
  numLayersOf,
  rowsAt,
  scoreCells,
  type ScoreCell,
  type Task,
  tasksOf,
} from '../cells.ts';
import { groupBy } from '@lamella/core';
import { distinct } from '../collections.ts';
import {
  from,
  nameChannel,
  numColumns,
  panelTitle,
  scoreAxis,
  within,
  type Drawing,
  type Panel,
  type Skipped,
  type TableRow,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, type MethodStyle } from '../methods.ts';
import type { FigureRows, ScoreRow } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { groupsOf, type RowGroup } from '../setting-groups.ts';
import { meanMark } from '../theme.ts';

/** Methods of several models or swept settings at one N and rank each, side by side: a panel per task. */
export function scoreBySetting({ scores }: FigureRows): Drawing | Skipped {
  const groups = groupsOf(scores);
  if (groups.length < 2)
    return { skipped: 'it needs several models or values of a swept setting, there is one' };
  const comparable = groups.map(({ label, rows: own }) => ({ label, rows: atMainSetting(own) }));
  const rows = comparable.flatMap((group) => group.rows);
  const styles = methodStyles({ scores: rows });
  const cells = comparable.flatMap(({ label, rows: own }) =>
    scoreCells(own).map((cell): SettingCell => ({ ...cell, setting: label })),
  );
  const tasks = tasksOf(rows);
  const columns = Math.min(2, numColumns(tasks.length));
  return {
    title: 'Score by model and swept setting',
    subtitle: `${describeModels(rows)} · ${tasks.length === 1 ? tasks[0]?.title : `${tasks.length} tasks`} · ${groups.length} settings`,
    notes: [
      `${seedNote(cells, 'bars')} Of each setting, the N and the rank at which its methods are compared: ${describeMain(comparable)}.${baselineNote(cells)}`,
    ],
    tables: {
      seeds: cells.flatMap((cell) => seedRows(cell, styles).map((row) => ({ ...row, ...labelOf(cell) }))),
      means: cells.map((cell): TableRow => ({ ...meanRow(cell, styles), ...labelOf(cell) })),
    },
    body: (width) => ({
      columns,
      concat: tasks.map((task, index) =>
        taskPanel(
          cells.filter((cell) => cell.task === task.name),
          {
            ...{ task, styles, labels: groups.map(({ label }) => label) },
            ...{ width: Math.floor(width / columns), hasNames: index % columns === 0 },
          },
        ),
      ),
    }),
  };
}

type SettingCell = ScoreCell & { readonly setting: string };

function labelOf({ setting }: SettingCell): TableRow {
  return { setting };
}

function atMainSetting(rows: readonly ScoreRow[]): ScoreRow[] {
  return rowsAt(rows, mainSetting(rows));
}

function describeModels(rows: readonly ScoreRow[]): string {
  const models = [...groupBy(rows, ({ model }) => model)];
  return models.map(([model, own]) => `${model} (${numLayersOf(own)} layers)`).join(', ');
}

function describeMain(groups: readonly RowGroup<ScoreRow>[]): string {
  const mains = groups.map(({ rows }) => {
    const rank = mainRank(rows);
    return rank === undefined ? 'no layers selected' : `N = ${mainLayers(rows)}, rank ${rank}`;
  });
  return distinct(mains, (main) => main).join('; ');
}

interface PanelPlace {
  readonly task: Task;
  readonly styles: readonly MethodStyle[];
  readonly labels: string[];
  readonly width: number;
  /** Whether the settings' names stand at the left. */
  readonly hasNames: boolean;
}

function taskPanel(
  cells: readonly SettingCell[],
  { task, styles, labels, width, hasNames }: PanelPlace,
): Panel {
  const { domain } = scoreScale(cells, []);
  const { color, shape } = methodChannels(styles);
  const look = scoreAxis(domain, scoreMetric(task.metric).title);
  const baseline = baselineMark(cells, { channel: 'x', look, domain });
  const y = nameChannel('setting', labels, hasNames);
  const titles = styles.map(({ title }) => title);
  const place = {
    y,
    yOffset: { field: 'method', type: 'nominal', scale: { domain: titles } },
    color,
  } as const;
  const x = { field: 'mean', type: 'quantitative', ...look } as const;
  const means = from('means', { task: task.name }, within('mean', domain));
  const seeds = from('seeds', { task: task.name }, within('score', domain));
  const bar = { type: 'rule', strokeWidth: 4, strokeOpacity: 0.3, clip: true } as const;
  const dot = { type: 'circle', size: 11, opacity: 1, clip: true } as const;
  return {
    width,
    height: { step: 10, for: 'offset' },
    layer: [
      panelTitle(`${task.title}${baseline.note}`, width),
      ...baseline.layers,
      { ...means, mark: bar, encoding: { ...place, x: { ...x, field: 'low' }, x2: { field: 'high' } } },
      { ...seeds, mark: dot, encoding: { ...place, x: { ...x, field: 'score' } } },
      { ...means, mark: { ...meanMark, size: 60 }, encoding: { ...place, x, shape } },
    ],
  };
}
