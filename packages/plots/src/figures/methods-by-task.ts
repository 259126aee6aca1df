import { scoreMetric } from '@lamella/metrics';
import { baselineMark, baselineNote } from '../baseline.ts';
import { meanRow, seedNote, seedRows, sideNote } from '../cell-tables.ts';
import {
  describeRows,
  mainSetting,
  rowsAt,
  scoreCells,
  tasksOf,
  type ScoreCell,
  type Task,
} from '../cells.ts';
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
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, usesLora, type MethodStyle } from '../methods.ts';
import type { FigureRows } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { partition } from '../collections.ts';
import { colours, meanMark } from '../theme.ts';

/** All methods at one N and rank, a panel per task. */
export function methodsByTask({ scores }: FigureRows): Drawing | Skipped {
  const main = mainSetting(scores);
  const { rank, layers } = main;
  const rows = rowsAt(scores, main);
  const styles = methodStyles({ scores: rows });
  if (styles.length < 2)
    return { skipped: `it needs at least two methods, there is ${styles[0]?.name ?? 'none'}` };
  const cells = scoreCells(rows);
  const tasks = tasksOf(rows);
  const columns = numColumns(tasks.length);
  const setting = layers === undefined ? [] : [`N = ${layers}`, `rank ${rank}`];
  return {
    title: 'Methods side by side on every task',
    subtitle: describeRows(rows, setting),
    notes: [
      `${seedNote(cells, 'bars')} Every task has its own scale.${
        styles.some(({ kind }) => kind === 'all') ? ' Dashed: LoRA on all layers.' : ''
      }${baselineNote(cells)}`,
    ],
    tables: {
      seeds: cells.flatMap((cell) => seedRows(cell, styles)),
      means: cells.map((cell) => meanRow(cell, styles)),
    },
    body: (width) => ({
      columns,
      concat: tasks.map((task, index) =>
        taskPanel(
          cells.filter((cell) => cell.task === task.name),
          { task, styles, width: Math.floor(width / columns), hasNames: index % columns === 0 },
        ),
      ),
    }),
  };
}

interface PanelPlace {
  readonly task: Task;
  readonly styles: readonly MethodStyle[];
  readonly width: number;
  /** Whether the methods' names stand at the left. */
  readonly hasNames: boolean;
}

function taskPanel(cells: readonly ScoreCell[], { task, styles, width, hasNames }: PanelPlace): Panel {
  const [core, references] = partition(cells, usesLora);
  const { domain, outside } = scoreScale(core, references);
  const { color, shape } = methodChannels(styles, { legend: false });
  const axis = scoreAxis(domain, scoreMetric(task.metric).title);
  const x = { field: 'mean', type: 'quantitative', ...axis } as const;
  const y = nameChannel(
    'method',
    styles.map((style) => style.title),
    hasNames,
  );
  const baseline = baselineMark(cells, { channel: 'x', look: axis, domain });
  const means = from('means', { task: task.name }, within('mean', domain));
  const seeds = from('seeds', { task: task.name }, within('score', domain));
  const deviation = { x: { ...x, field: 'low' }, x2: { field: 'high' } };
  const dot = { type: 'circle', size: 13, opacity: 1, clip: true } as const;
  return {
    width,
    height: { step: 22 },
    layer: [
      panelTitle(`${task.title}${baseline.note}`, width),
      ...baseline.layers,
      {
        ...from('means', { task: task.name, method: allLayersTitle(styles) }, within('mean', domain)),
        mark: { type: 'rule', strokeDash: [4, 3], color: colours.rule },
        encoding: { x },
      },
      {
        ...means,
        mark: { type: 'rule', strokeWidth: 5, strokeOpacity: 0.3, clip: true },
        encoding: { ...deviation, y, color },
      },
      { ...seeds, mark: dot, encoding: { x: { ...x, field: 'score' }, y, color } },
      { ...means, mark: { ...meanMark, size: 75 }, encoding: { x, y, color, shape } },
      ...outside.map((cell) => sideNote(cell, { isBelow: cell.mean < domain[0], styles, width, y })),
    ],
  };
}

/** The title of LoRA on all layers, which the others are compared with. */
function allLayersTitle(styles: readonly MethodStyle[]): string {
  return styles.find(({ kind }) => kind === 'all')?.title ?? '';
}
