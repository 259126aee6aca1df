import { edgeNotes, meanRow, seedNote, seedRows } from '../cell-tables.ts';
import { describeRows, scoreCells, tasksOf, type Cell, type Task } from '../cells.ts';
import {
  from,
  metricTitle,
  numColumns,
  panelHeight,
  panelTitle,
  type AxisLook,
  type Drawing,
  type Layer,
  type Panel,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, type MethodStyle } from '../methods.ts';
import type { ScoreRow } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { distinctNumbers, partition, round } from '../statistics.ts';
import { colours } from '../theme.ts';

/** What a sweep figure shows along its horizontal axis. */
export interface Sweep {
  readonly title: string;
  /** The setting that all points share, for the subtitle. */
  readonly fixed: string;
  readonly column: 'layers' | 'rank';
  readonly axisTitle: string;
  readonly scale: 'linear' | 'log2';
  /** Methods drawn as horizontal rules, because the setting means nothing to them. */
  readonly references: readonly string[];
}

interface SweepView extends Sweep {
  readonly styles: readonly MethodStyle[];
  readonly values: readonly number[];
  readonly swept: readonly Cell[];
  readonly ruled: readonly Cell[];
}

/** Score against one setting: a panel per task, a line per method. */
export function drawSweep(rows: readonly ScoreRow[], sweep: Sweep): Drawing {
  const [ruled, swept] = partition(scoreCells(rows), (cell) => sweep.references.includes(cell.method));
  const values = distinctNumbers(swept, (cell) => cell[sweep.column]);
  const view = { ...sweep, styles: methodStyles({ scores: rows }), values, swept, ruled };
  const tasks = tasksOf(rows);
  const columns = numColumns(tasks.length);
  return {
    title: sweep.title,
    subtitle: describeRows(rows, [sweep.fixed]),
    notes: [
      `${seedNote([...swept, ...ruled], 'bars and grey bands')} Methods at the same value are drawn side by side.`,
    ],
    tables: sweepTables(view),
    body: (width) => ({
      columns,
      concat: tasks.map((task, index) => {
        const isLowest = index + columns >= tasks.length;
        const size = { width: Math.floor(width / columns), height: panelHeight(tasks.length) };
        return sweepPanel(view, task, { ...size, axisTitle: isLowest ? view.axisTitle : '' });
      }),
    }),
  };
}

function sweepTables({ swept, ruled, styles, ...sweep }: SweepView): Drawing['tables'] {
  const inPlace = (cell: Cell): { place: number } => ({
    place: placeBeside(cell, { ...sweep, styles, swept, ruled }),
  });
  return {
    seeds: swept.flatMap((cell) => seedRows(cell, styles).map((row) => ({ ...row, ...inPlace(cell) }))),
    means: swept.map((cell) => ({ ...meanRow(cell, styles), ...inPlace(cell) })),
    references: ruled.map((cell) => meanRow(cell, styles)),
  };
}

/** Where a cell stands on the horizontal axis: at its value, moved aside by a small part of the step between values. */
function placeBeside(cell: Cell, { column, scale, values, styles, swept }: SweepView): number {
  const names = styles.map(({ name }) => name).filter((name) => swept.some(({ method }) => method === name));
  const spacing = Math.min(0.1, 0.55 / names.length);
  const aside = spacing * (names.indexOf(cell.method) - (names.length - 1) / 2);
  const value = cell[column];
  return round(
    scale === 'log2' ? value * 2 ** (aside * step(values, scale)) : value + aside * step(values, scale),
  );
}

/** The smallest distance between neighbouring values, in octaves on a logarithmic axis. */
function step(values: readonly number[], scale: Sweep['scale']): number {
  const positions = scale === 'log2' ? values.map(Math.log2) : values;
  return Math.min(...positions.slice(1).map((position, index) => position - (positions[index] ?? 0)));
}

function sweepPanel(
  view: SweepView,
  task: Task,
  { axisTitle, ...size }: { width: number; height: number; axisTitle: string },
): Panel {
  const { styles, swept, ruled, references } = view;
  const isOfTask = (cell: Cell): boolean => cell.task === task.name;
  const { domain, outside } = scoreScale(swept.filter(isOfTask), ruled.filter(isOfTask));
  const { color, shape, strokeDash } = methodChannels(styles, { lines: references });
  const x = { field: 'place', type: 'quantitative', ...sweepAxis(view, axisTitle) } as const;
  const y = { type: 'quantitative', scale: { domain, nice: false, zero: false } } as const;
  const axis = { title: metricTitle(task.metric), tickCount: 5 } as const;
  const mean = { ...y, field: 'mean', axis };
  const ends = { y: { ...y, field: 'low', axis }, y2: { field: 'high' } };
  const table = (name: string): Pick<Layer, 'data' | 'transform'> => from(name, { task: task.name });
  return {
    ...size,
    layer: [
      panelTitle(task.title, size.width),
      {
        ...table('references'),
        mark: { type: 'rect', clip: true, opacity: 0.08 },
        encoding: { ...ends, color },
      },
      {
        ...table('references'),
        mark: { type: 'rule', clip: true, strokeWidth: 1.5 },
        encoding: { y: mean, color, strokeDash },
      },
      {
        ...table('seeds'),
        mark: { type: 'circle', size: 9, opacity: 0.45 },
        encoding: { x, y: { ...mean, field: 'score' }, color },
      },
      { ...table('means'), mark: { type: 'rule', strokeWidth: 1.2 }, encoding: { x, ...ends, color } },
      { ...table('means'), mark: { type: 'line', strokeWidth: 1.4 }, encoding: { x, y: mean, color } },
      {
        ...table('means'),
        mark: { type: 'point', filled: true, size: 52, opacity: 1, stroke: 'white', strokeWidth: 0.6 },
        encoding: { x, y: mean, color, shape },
      },
      ...edgeNotes(outside, { domain, ...size, styles }),
    ],
  };
}

function sweepAxis({ values, scale }: SweepView, title: string): AxisLook {
  const margin = 0.5 * step(values, scale);
  const [first = 1, last = 1] = [values[0], values.at(-1)];
  return {
    scale:
      scale === 'log2'
        ? { type: 'log', base: 2, domain: [first * 2 ** -margin, last * 2 ** margin], nice: false }
        : { domain: [first - margin, last + margin], nice: false, zero: false },
    axis: { title, values: [...values], format: 'd', grid: false },
  };
}
