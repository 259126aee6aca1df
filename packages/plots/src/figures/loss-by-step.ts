import { describeRows, mainSetting, rowsAt } from '../cells.ts';
import {
  from,
  panelTitle,
  type Drawing,
  type Encoding,
  type Layer,
  type Panel,
  type Skipped,
  type TableRow,
} from '../drawing.ts';
import { methodStyles, type MethodStyle } from '../methods.ts';
import type { FigureRows, LossRow, ScoreRow } from '../rows.ts';
import { textWidth } from '../text.ts';
import { colours, sizes } from '../theme.ts';
import { placeLabels } from './label-places.ts';
import { lossCurves, type LossCurve } from './loss-curves.ts';
import { methodFamilies, type MethodFamily } from './method-families.ts';

const height = 190;

/** The loss of training step by step: a panel for each kind of methods, whose lines stand out of those of all others, and task. */
export function lossByStep({ scores, losses: all = [] }: FigureRows): Drawing | Skipped {
  if (all.length === 0) return { skipped: 'it needs the losses of steps, there are none' };
  const main = mainSetting(scores);
  const losses = lossesAt(all, scores, main);
  if (losses.length === 0)
    return { skipped: 'it needs losses of trainings at the N and rank at which methods are compared' };
  const styles = methodStyles({ scores: [...scores, ...losses] as ScoreRow[] }).filter(({ name }) =>
    losses.some(({ method }) => method === name),
  );
  const curves = lossCurves(losses, styles);
  const families = methodFamilies(styles);
  const hasSeeds = curves.some(({ seeds }) => seeds > 1);
  const panels = panelsOf(losses, families);
  const columns = Math.min(2, panels.length);
  const setting = main.layers === undefined ? [] : [`N = ${main.layers}`, `rank ${main.rank}`];
  const longest = Math.max(...curves.map(({ label }) => textWidth(label, sizes.note)));
  return {
    title: 'Loss of training, step by step',
    subtitle: describeRows(rowsAt(scores, main), setting),
    notes: [
      `Lines are means ${hasSeeds ? 'over seeds, and ' : ''}over the steps around each point: a tenth of the training, fewer at ` +
        'its start and its end. ' +
        (families.length > 1 ? 'A panel for each kind of methods; grey lines are all others. ' : '') +
        'Names stand beside the ends of their lines.',
    ],
    tables: { losses: curves.flatMap(toRows) },
    body: (width) => ({
      columns,
      concat: panels.map((panel) =>
        familyPanel(
          curves.filter(({ task }) => task === panel.task),
          { ...panel, width: Math.floor(width / columns), labelWidth: longest + 12 },
        ),
      ),
    }),
  };
}

/** A panel for each kind of methods on each task, titled by what tells it from the others. */
function panelsOf(
  losses: readonly LossRow[],
  families: readonly MethodFamily[],
): { readonly task: string; readonly family: MethodFamily; readonly title: string }[] {
  const tasks = [...new Map(losses.map(({ task, taskTitle }) => [task, taskTitle]))];
  return tasks.flatMap(([task, name]) =>
    families.map((family) => {
      const parts = [
        ...(tasks.length > 1 || families.length === 1 ? [name] : []),
        ...(families.length > 1 ? [family.title] : []),
      ];
      return { task, family, title: parts.join(': ') };
    }),
  );
}

/** The losses at the N and rank at which methods are compared, and those of trainings without a score. */
function lossesAt(
  losses: readonly LossRow[],
  scores: readonly ScoreRow[],
  main: ReturnType<typeof mainSetting>,
): LossRow[] {
  const keyOf = ({ method, layers, rank }: Pick<LossRow, 'method' | 'layers' | 'rank'>): string =>
    JSON.stringify([method, layers, rank]);
  const shown = new Set(rowsAt(scores, main).map(keyOf));
  const known = new Set(scores.map(({ method }) => method));
  return losses.filter((row) => shown.has(keyOf(row)) || !known.has(row.method));
}

function toRows({ task, label, points }: LossCurve): TableRow[] {
  return points.map((point) => ({ task, method: label, ...point }));
}

function familyPanel(
  curves: readonly LossCurve[],
  place: {
    readonly task: string;
    readonly family: MethodFamily;
    readonly title: string;
    readonly width: number;
    /** Room for the names of lines. */
    readonly labelWidth: number;
  },
): Panel {
  const { task, family, title, width, labelWidth } = place;
  const own = curves.filter(({ style }) => family.methods.includes(style.name));
  const plotWidth = Math.max(80, Math.floor(width - labelWidth));
  const axes = axesOf(curves, plotWidth);
  const where = (label: string): ReturnType<typeof from> => from('losses', { task, method: label });
  const others = curves.filter((curve) => !own.includes(curve));
  const line = (
    curve: LossCurve,
    look: { color: string; strokeWidth: number; strokeDash?: number[] },
  ): Layer => ({
    ...where(curve.label),
    mark: { type: 'line', ...look },
    encoding: axes.encoding,
  });
  return {
    width,
    height,
    layer: [
      panelTitle(title, width),
      ...others.map((curve) => line(curve, { color: '#d0d5da', strokeWidth: 1 })),
      ...own.map((curve, i) =>
        line(curve, { color: curve.style.colour, strokeWidth: 1.8, ...dashOf(own, i) }),
      ),
      ...endLabels(own, { ...axes, plotWidth }),
    ],
  };
}

/** A line in the colour of another one of its panel is dashed. */
function dashOf(own: readonly LossCurve[], index: number): { strokeDash?: number[] } {
  const colour = own[index]?.style.colour;
  const isSecond = own.slice(0, index).some(({ style }) => style.colour === colour);
  return isSecond ? { strokeDash: [5, 3] } : {};
}

interface LossAxes {
  readonly domain: readonly [number, number];
  readonly encoding: Encoding;
}

function axesOf(curves: readonly LossCurve[], plotWidth: number): LossAxes {
  const points = curves.flatMap((curve) => curve.points);
  const losses = points.map(({ loss }) => loss).filter((loss) => loss > 0);
  const last = Math.max(...points.map(({ step }) => step));
  const domain = [Math.min(...losses) / 1.15, Math.max(...losses) * 1.15] as [number, number];
  const ticks = logTicks(domain);
  return {
    domain,
    encoding: {
      x: {
        field: 'step',
        type: 'quantitative',
        scale: { domain: [0, last], range: [0, plotWidth], nice: false },
        axis: { title: 'step', tickCount: 4, titleAnchor: 'start' },
      },
      y: {
        field: 'loss',
        type: 'quantitative',
        scale: { type: 'log', domain, nice: false },
        axis: { title: 'loss (log scale)', values: ticks, format: '~r' },
      },
    },
  };
}

/** Round numbers in a range of a logarithmic axis. */
function logTicks([low, high]: readonly [number, number]): number[] {
  const steps = high / low > 300 ? [1] : high / low > 8 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  return Array.from({ length: 13 }, (_, power) => steps.map((step) => Number(`${step}e${power - 7}`)))
    .flat()
    .filter((value) => value >= low && value <= high);
}

/** The name of each line beside its end, moved apart where lines end close to each other. */
function endLabels(
  own: readonly LossCurve[],
  { domain, plotWidth }: LossAxes & { readonly plotWidth: number },
): Layer[] {
  const [low, high] = domain.map(Math.log) as [number, number];
  const ends = own.map(
    ({ points }) => height * (1 - (Math.log(points.at(-1)?.loss ?? 1) - low) / (high - low)),
  );
  const places = placeLabels(ends, { spacing: sizes.note + 2, low: 4, high: height - 4 });
  return own.map(({ label, style }, i): Layer => ({
    data: { values: [{}] },
    mark: {
      ...{ type: 'text', text: label, x: plotWidth + 5, y: places[i] ?? 0 },
      ...{ align: 'left', baseline: 'middle', fontSize: sizes.note, color: darker(style) },
    },
  }));
}

/** Pale colours of lines are hard to read as text. */
function darker({ colour }: MethodStyle): string {
  const pale: Readonly<Record<string, string>> = {
    '#56b4e9': '#1f7db3',
    '#e69f00': '#9a6a00',
    '#a0a7af': colours.muted,
  };
  return pale[colour] ?? colour;
}
