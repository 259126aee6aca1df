import { spreadBy } from '@lamella/metrics/scores';
import { describeRows, mainRank, rowsAt } from '../cells.ts';
import {
  from,
  panelTitle,
  type AxisLook,
  type Drawing,
  type Panel,
  type Skipped,
  type TableRow,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, methodTitle, plainMethod, selectsLayers, type MethodStyle } from '../methods.ts';
import type { FigureRows, ScoreRow } from '../rows.ts';
import { distinct, distinctNumbers, round } from '../collections.ts';
import { colours, valueText } from '../theme.ts';

const measures = [
  { name: 'time', title: 'Time per training step', column: 'secondsPerStep' },
  { name: 'memory', title: 'Peak memory', column: 'peakMemoryMiB' },
] as const;
type Measure = (typeof measures)[number];

/** A line of the figure: a method, or a method at one N. */
interface Line {
  readonly method: string;
  readonly layers: number;
  readonly label: string;
}

/** The figure of the costs of training, as shares of those of LoRA on all layers. */
export function timeAndMemory({ scores: all }: FigureRows): Drawing | Skipped {
  // An untuned model takes no steps.
  const trained = all.filter(({ tuning }) => tuning !== 'none');
  const scores = trained.filter(({ quiet }) => quiet === true);
  if (trained.length > 0 && scores.length === 0) return { skipped: whyNone(trained) };
  const rank = mainRank(scores);
  const rows = comparable(rank === undefined ? scores : rowsAt(scores, { rank }));
  if (rows.length === 0) return { skipped: 'it needs LoRA on all layers to compare with, there is none' };
  const styles = methodStyles({ scores: rows });
  if (styles.length < 2) return { skipped: 'it needs a method beside LoRA on all layers, there is none' };
  const lines = styles.flatMap((style) => linesOf(style, rows));
  const costs = measures
    .map((measure) => ({ measure, table: costTable(rows, measure, { lines, styles }) }))
    .filter(({ table }) => table.length > 1);
  if (costs.length === 0) return { skipped: 'it needs measured times or memory, there are none' };
  return {
    title: `${costs.length === 2 ? 'Time and memory' : costs[0]?.measure.title} against LoRA on all layers`,
    subtitle: describeRows(rows, rank === undefined ? [] : [`rank ${rank}`]),
    notes: notesOf(scores, trained),
    tables: Object.fromEntries(costs.map(({ measure, table }) => [measure.name, table])),
    body: (width) => ({
      hconcat: costs.map(({ measure, table }, index) =>
        costPanel(measure, table, {
          styles,
          lines,
          width: Math.floor(width / costs.length),
          hasNames: index === 0,
        }),
      ),
    }),
  };
}

function notesOf(quiet: readonly ScoreRow[], trained: readonly ScoreRow[]): string[] {
  const noPeak = quiet.every(({ peakMemoryMiB }) => peakMemoryMiB === null);
  return [
    'LoRA on all layers = 100 %, task by task. Bars are means over tasks and seeds, thin lines ± one standard deviation.',
    ...(noPeak
      ? ['Peak memory is not shown: that of earlier trainings in the same process may be in it.']
      : []),
    ...(quiet.length < trained.length
      ? [
          `Of ${countTrainings(trained)} trainings the ${countTrainings(quiet)} on a machine that was known to be quiet.`,
        ]
      : []),
  ];
}

/** Others' work on a machine makes steps slower, by a share that nobody knows. */
function whyNone(rows: readonly ScoreRow[]): string {
  const all = countTrainings(rows);
  const busy = countTrainings(rows.filter(({ quiet }) => quiet === false));
  const parts = [
    ...(busy > 0 ? [`for ${busy} of ${all} it had other work`] : []),
    ...(busy < all ? [`for ${all - busy} of ${all} that is not known`] : []),
  ];
  return `it needs trainings on a machine that was quiet meanwhile: ${parts.join(', ')}`;
}

/** A training that is scored on several benchmarks has several rows. */
function countTrainings(rows: readonly ScoreRow[]): number {
  return distinct(rows, ({ task, trainedOn = task, settings, method, layers, rank, seed }) =>
    JSON.stringify([trainedOn, settings, method, layers, rank, seed]),
  ).length;
}

/** The rows of tasks on which LoRA on all layers was trained as well. */
function comparable(rows: readonly ScoreRow[]): ScoreRow[] {
  const reference = plainMethod(rows, 'all');
  const tasks = new Set(rows.filter(({ method }) => method === reference).map((row) => row.task));
  return rows.filter((row) => tasks.has(row.task));
}

/** A method's name stands at the first of its values of N only. */
function linesOf({ name, title }: MethodStyle, rows: readonly ScoreRow[]): Line[] {
  const own = rows.filter((row) => row.method === name);
  const counts = distinctNumbers(own, (row) => row.layers);
  return counts.map((layers, index) => {
    const setting = own.some(selectsLayers) ? `N = ${layers}` : '';
    return {
      method: name,
      layers,
      label: [index === 0 ? title : '', setting].filter((part) => part !== '').join(', '),
    };
  });
}

function costTable(
  rows: readonly ScoreRow[],
  { column }: Measure,
  { lines, styles }: { lines: readonly Line[]; styles: readonly MethodStyle[] },
): TableRow[] {
  const measured = rows.flatMap(({ task, method, layers, [column]: cost }) =>
    cost !== null && cost > 0 ? [{ task, method, layers, score: cost }] : [],
  );
  const reference = plainMethod(rows, 'all');
  const whole = spreadBy(
    measured.filter(({ method }) => method === reference),
    ['task'],
  );
  const references = new Map(whole.map(({ task, mean = NaN }) => [task, mean]));
  const shares = lines.flatMap(({ method, layers }, line) =>
    measured
      .filter((row) => row.method === method && row.layers === layers && references.has(row.task))
      .map((row) => ({ line, method, layers, score: (100 * row.score) / (references.get(row.task) ?? NaN) })),
  );
  return spreadBy(shares, ['line', 'method', 'layers']).map((cost) => {
    const { line, method, layers, mean = NaN, deviation = 0, seeds } = cost;
    const ends = { low: round(mean - deviation), high: round(mean + deviation) };
    return {
      line,
      method: methodTitle(method, styles),
      layers,
      percent: round(mean),
      ...ends,
      trials: seeds,
    };
  });
}

interface PanelPlace {
  readonly styles: readonly MethodStyle[];
  readonly lines: readonly Line[];
  readonly width: number;
  /** Whether the methods' names stand at the left. */
  readonly hasNames: boolean;
}

function costPanel(
  { name, title }: Measure,
  table: readonly TableRow[],
  { styles, lines, width, hasNames }: PanelPlace,
): Panel {
  // The last seventh is for the figures.
  const domain = [0, 1.17 * Math.max(100, ...table.map((row) => Number(row['high'])))];
  const { color } = methodChannels(styles, { legend: false });
  const x = {
    field: 'percent',
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: '% of LoRA on all layers', tickCount: 6 },
  } as const;
  const y = { field: 'line', type: 'ordinal', ...lineAxis(lines, hasNames) } as const;
  const deviation = { x: { ...x, field: 'low' }, x2: { field: 'high' } };
  const text = { calculate: "format(datum.percent, '.0f') + ' %'", as: 'label' };
  return {
    width,
    height: { step: 18 },
    layer: [
      panelTitle(title, width),
      { ...from(name), mark: { type: 'bar' }, encoding: { x, y, color } },
      {
        data: { values: [{}] },
        mark: { type: 'rule', strokeDash: [4, 3], color: colours.text },
        encoding: { x: { datum: 100 } },
      },
      { ...from(name), mark: { type: 'rule', color: colours.text }, encoding: { ...deviation, y } },
      {
        ...from(name, {}, [text]),
        mark: { type: 'text', x: width - 2, align: 'right', ...valueText },
        encoding: { y, text: { field: 'label' } },
      },
    ],
  };
}

/** One place per line, named by its label where names are wanted. */
function lineAxis(lines: readonly Line[], hasNames: boolean): AxisLook {
  const labelExpr = `${JSON.stringify(lines.map((line) => line.label))}[datum.value]`;
  const names = { labels: hasNames, labelExpr, labelOverlap: false, labelPadding: 6 };
  return {
    scale: { domain: lines.map((_, line) => line), paddingInner: 0.3, paddingOuter: 0.15 },
    axis: { title: null, ticks: false, domain: false, ...names },
  };
}
