import { quantile, scoreMetric } from '@lamella/metrics';
import { baselineMark, baselineNote } from '../baseline.ts';
import { meanRow, sideNote } from '../cell-tables.ts';
import {
  describeRows,
  mainSetting,
  numLayersOf,
  rowsAt,
  scoreCells,
  type ScoreCell,
  type Task,
  tasksOf,
} from '../cells.ts';
import { partition, round } from '../collections.ts';
import {
  from,
  nameChannel,
  numColumns,
  panelTitle,
  scoreAxis,
  within,
  type AxisLook,
  type Drawing,
  type Encoding,
  type Layer,
  type Panel,
  type Skipped,
  type TableRow,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, methodTitle, type MethodStyle, usesLora } from '../methods.ts';
import type { FigureRows } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { meanMark } from '../theme.ts';

/** The draws of random layers, and of other controls that are drawn, as a distribution beside the arms of the same N and rank. */
export function scoreByDraw({ scores, draws = [] }: FigureRows): Drawing | Skipped {
  if (draws.length === 0)
    return { skipped: 'it needs draws whose seeds are all done: controls: [random: 10], for instance' };
  const main = mainSetting(draws, numLayersOf([...scores, ...draws]));
  const { rank, layers } = main;
  const [drawn, arms] = [rowsAt(draws, main), rowsAt(scores, main)];
  const styles = methodStyles({ scores: [...arms, ...drawn] });
  const [families, cells] = [scoreCells(drawn), scoreCells(arms)];
  const tasks = tasksOf(drawn);
  const columns = numColumns(tasks.length);
  return {
    title: 'Are the selected layers better than layers that were drawn?',
    subtitle: describeRows(arms.length > 0 ? arms : drawn, [`N = ${layers}`, `rank ${rank}`]),
    notes: [
      `Small dots are single draws, each the mean over its seeds; boxes reach from their lower to their upper quartile, with a line at the median. Other markers are means over seeds, bars ± one standard deviation. Every task has its own scale.${baselineNote(cells)}`,
    ],
    tables: {
      draws: families.flatMap((family) =>
        family.scores.map((score) => ({ ...placeOf(family, styles), score: round(score) })),
      ),
      boxes: families.map((family) => boxRow(family, styles)),
      means: cells.map((cell) => meanRow(cell, styles)),
    },
    body: (width) => ({
      columns,
      concat: tasks.map((task, index) =>
        taskPanel(
          { families: ofTask(families, task), cells: ofTask(cells, task) },
          { task, styles, width: Math.floor(width / columns), hasNames: index % columns === 0 },
        ),
      ),
    }),
  };
}

function ofTask(cells: readonly ScoreCell[], { name }: Task): ScoreCell[] {
  return cells.filter(({ task }) => task === name);
}

function placeOf({ task, method }: ScoreCell, styles: readonly MethodStyle[]): TableRow {
  return { task, method: methodTitle(method, styles) };
}

function boxRow(family: ScoreCell, styles: readonly MethodStyle[]): TableRow {
  const sorted = family.scores.toSorted((a, b) => a - b);
  const at = (share: number): number => round(quantile(sorted, share));
  const box = {
    least: at(0),
    firstQuartile: at(0.25),
    median: at(0.5),
    thirdQuartile: at(0.75),
    most: at(1),
  };
  return { ...placeOf(family, styles), ...box, draws: sorted.length };
}

interface PanelPlace {
  readonly task: Task;
  readonly styles: readonly MethodStyle[];
  readonly width: number;
  /** Whether the methods' names stand at the left. */
  readonly hasNames: boolean;
}

function taskPanel(
  { families, cells }: Readonly<Record<'families' | 'cells', readonly ScoreCell[]>>,
  { task, styles, width, hasNames }: PanelPlace,
): Panel {
  const [core, references] = partition([...families, ...cells], usesLora);
  const { domain, outside } = scoreScale(core, references);
  const { color, shape } = methodChannels(styles, { legend: false });
  const axis = scoreAxis(domain, scoreMetric(task.metric).title);
  const baseline = baselineMark(cells, { channel: 'x', look: axis, domain });
  const x = { type: 'quantitative', ...axis } as const;
  const y = nameChannel(
    'method',
    styles.map((style) => style.title),
    hasNames,
  );
  const place = { task, domain, x, y, color } as const;
  return {
    width,
    height: { step: 24 },
    layer: [
      panelTitle(`${task.title}${baseline.note}`, width),
      ...baseline.layers,
      ...drawLayers(place),
      ...armLayers({ ...place, shape }),
      ...outside.map((cell) => sideNote(cell, { isBelow: cell.mean < domain[0], styles, width, y })),
    ],
  };
}

/** Where the marks of a panel stand. */
interface MarkPlace {
  readonly task: Task;
  readonly domain: [number, number];
  readonly x: AxisLook & { readonly type: 'quantitative' };
  readonly y: NonNullable<Encoding['y']>;
  readonly color: NonNullable<Encoding['color']>;
}

/** The channels of a rule from one column's value to another's. */
function span({ x, y, color }: MarkPlace, low: string, high: string): Encoding {
  return { x: { ...x, field: low }, x2: { field: high }, y, color };
}

/** A box of each kind of draws, and a dot for each draw. */
function drawLayers(place: MarkPlace): Layer[] {
  const { task, x, y, color } = place;
  const own = { task: task.name };
  const boxes = from('boxes', own);
  return [
    { ...boxes, mark: { type: 'rule', strokeWidth: 1 }, encoding: span(place, 'least', 'most') },
    {
      ...boxes,
      mark: { type: 'rule', strokeWidth: 12, strokeOpacity: 0.25 },
      encoding: span(place, 'firstQuartile', 'thirdQuartile'),
    },
    {
      ...boxes,
      mark: { type: 'tick', thickness: 2, size: 12 },
      encoding: { x: { ...x, field: 'median' }, y, color },
    },
    {
      ...from('draws', own),
      mark: { type: 'circle', size: 16, opacity: 0.75 },
      encoding: { x: { ...x, field: 'score' }, y, color },
    },
  ];
}

/** The means of other arms with their deviations. */
function armLayers(place: MarkPlace & { readonly shape: NonNullable<Encoding['shape']> }): Layer[] {
  const { task, domain, x, y, color, shape } = place;
  const means = from('means', { task: task.name }, within('mean', domain));
  const bar = { type: 'rule', strokeWidth: 5, strokeOpacity: 0.3, clip: true } as const;
  return [
    { ...means, mark: bar, encoding: span(place, 'low', 'high') },
    {
      ...means,
      mark: { ...meanMark, size: 75 },
      encoding: { x: { ...x, field: 'mean' }, y, color, shape },
    },
  ];
}
