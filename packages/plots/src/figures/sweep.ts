import { scoreMetric } from '@lamella/metrics';
import { baselineMark, baselineNote } from '../baseline.ts';
import { edgeNotes, meanRow, seedNote, seedRows } from '../cell-tables.ts';
import { describeRows, scoreCells, tasksOf, type ScoreCell, type Task } from '../cells.ts';
import {
  bandsBehind,
  from,
  numColumns,
  panelHeight,
  panelTitle,
  scoreAxis,
  within,
  type Drawing,
  type Encoding,
  type Layer,
  type Panel,
  type Skipped,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles } from '../methods.ts';
import type { ScoreRow } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { distinctNumbers, partition } from '../collections.ts';
import { colours, meanMark } from '../theme.ts';
import { contextNote, type Focus, leftOutNotes, withCurves, withFocus } from './sweep-curves.ts';
import { axisLook, placeBeside, type SweepAxis, valueBands } from './sweep-axis.ts';

/** The horizontal axis of a sweep figure. */
export interface Sweep extends Omit<SweepAxis, 'values'> {
  readonly title: string;
  /** The setting that all points share, for the subtitle. */
  readonly fixed: string;
  readonly axisTitle: string;
  /** What is swept, in a sentence: `N`. */
  readonly quantity: string;
  /** Methods drawn as horizontal rules, because the setting means nothing to them. */
  readonly references: readonly string[];
}

interface SweepView extends Sweep, SweepAxis, Focus {
  readonly swept: readonly ScoreCell[];
  readonly ruled: readonly ScoreCell[];
}

/** Score against one setting: a panel per task, a line per method that has several values. */
export function drawSweep(all: readonly ScoreRow[], sweep: Sweep): Drawing | Skipped {
  const rows = withCurves(all, sweep);
  const [ruled, swept] = partition(scoreCells(rows), (cell) => sweep.references.includes(cell.method));
  if (swept.length === 0)
    return { skipped: `it needs a method with several values of ${sweep.quantity} on the same task` };
  const values = distinctNumbers(swept, (cell) => cell[sweep.column]);
  const known = methodStyles({ scores: all });
  const styles = known.filter(({ name }) => rows.some(({ method }) => method === name));
  const view = { ...sweep, ...withFocus(styles, swept), values, swept, ruled };
  const tasks = tasksOf(rows);
  const columns = Math.min(3, numColumns(tasks.length));
  return {
    title: sweep.title,
    subtitle: describeRows(rows, [sweep.fixed]),
    notes: [
      `${seedNote([...swept, ...ruled], 'bars and level bands')} Methods at the same value stand side by side in its upright band.${baselineNote([...swept, ...ruled])}`,
      ...leftOutNotes(all, rows, sweep),
      ...contextNote(view),
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

function sweepTables(view: SweepView): Drawing['tables'] {
  const { ruled, styles, context } = view;
  const names = sweptMethods(view);
  const [swept, behind] = partition(view.swept, ({ method }) => names.includes(method));
  const beside = ({ method }: ScoreCell): { aside: number } => ({
    aside: names.indexOf(method) - (names.length - 1) / 2,
  });
  return {
    seeds: swept.flatMap((cell) => seedRows(cell, styles).map((row) => ({ ...row, ...beside(cell) }))),
    means: swept.map((cell) => ({ ...meanRow(cell, styles), ...beside(cell) })),
    references: ruled.map((cell) => meanRow(cell, styles)),
    ...(context.length > 0 && { context: behind.map((cell) => meanRow(cell, context)) }),
  };
}

/** The methods that have lines, in display order. */
function sweptMethods({ swept, styles }: Pick<SweepView, 'swept' | 'styles'>): string[] {
  const found = new Set(swept.map((cell) => cell.method));
  return styles.map((style) => style.name).filter((name) => found.has(name));
}

interface PanelPlace {
  readonly width: number;
  readonly height: number;
  readonly axisTitle: string;
}

function sweepPanel(view: SweepView, task: Task, { axisTitle, ...size }: PanelPlace): Panel {
  const isOfTask = (cell: ScoreCell): boolean => cell.task === task.name;
  const { domain, outside } = scoreScale(view.swept.filter(isOfTask), view.ruled.filter(isOfTask));
  const { color, shape, strokeDash } = methodChannels(view.styles, { lines: view.references });
  const x = { field: 'place', type: 'quantitative', ...axisLook(view, axisTitle) } as const;
  const look = scoreAxis(domain, scoreMetric(task.metric).title);
  const y = { field: 'mean', type: 'quantitative', ...look } as const;
  const cells = [...view.swept, ...view.ruled].filter(isOfTask);
  const baseline = baselineMark(cells, { channel: 'y', look, domain });
  const deviation = { y: { ...y, field: 'low' }, y2: { field: 'high' } };
  const side = { width: size.width, numMethods: sweptMethods(view).length };
  const beside = placeBeside(view, side);
  const [seeds, means] = [
    from('seeds', { task: task.name }, beside),
    from('means', { task: task.name }, beside),
  ];
  const references = from('references', { task: task.name }, within('mean', domain));
  const band = { type: 'rect', clip: true, fillOpacity: 0.08 } as const;
  const rule = { type: 'rule', clip: true, strokeWidth: 1.5 } as const;
  const dot = { type: 'circle', size: 9, fillOpacity: 0.45, opacity: 1 } as const;
  return {
    ...size,
    layer: [
      panelTitle(`${task.title}${baseline.note}`, size.width),
      ...baseline.layers,
      bandsBehind(valueBands(view, side), x),
      ...contextLines(view, task, { x, y }),
      { ...references, mark: band, encoding: { ...deviation, color } },
      { ...references, mark: rule, encoding: { y, color, strokeDash } },
      { ...seeds, mark: dot, encoding: { x, y: { ...y, field: 'score' }, color } },
      { ...means, mark: { type: 'rule', strokeWidth: 1.2 }, encoding: { x, ...deviation, color } },
      { ...means, mark: { type: 'line', strokeWidth: 1.4 }, encoding: { x, y, color } },
      { ...means, mark: { ...meanMark, size: 52 }, encoding: { x, y, color, shape } },
      ...edgeNotes(outside, { domain, ...size, styles: view.styles }),
    ],
  };
}

/** Grey lines of the methods that do not stand out, through their values themselves. */
function contextLines(
  { context, column }: SweepView,
  { name }: Task,
  { x, y }: { readonly x: NonNullable<Encoding['x']>; readonly y: NonNullable<Encoding['y']> },
): Layer[] {
  if (context.length === 0) return [];
  const mark = { type: 'line', strokeWidth: 1, color: colours.rule, strokeOpacity: 0.6, clip: true } as const;
  return [
    {
      ...from('context', { task: name }),
      mark,
      encoding: { x: { ...x, field: column } as typeof x, y, detail: { field: 'method' } },
    },
  ];
}
