import { edgeNotes, meanRow, oneSeedNote } from '../cell-tables.ts';
import { describeRows, type ScoreCell } from '../cells.ts';
import {
  bandsBehind,
  from,
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
  type View,
} from '../drawing.ts';
import { methodChannels } from '../method-channels.ts';
import { methodStyles, usesLora, type MethodStyle } from '../methods.ts';
import type { FigureRows } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { distinctNumbers, partition } from '../collections.ts';
import { colours, meanMark, noteText, sizes } from '../theme.ts';
import {
  axisEnds,
  besideTransform,
  type ParameterPlace,
  placeBands,
  placeByParameters,
  powersPerPixel,
} from './parameter-places.ts';
import { onAxis, parameterFront, parameterGroups, type ParameterGroup } from './parameter-groups.ts';

/** About the width of an axis with its title. */
const axisRoom = 62;

/** Score against trainable parameters: a mark per method, N and rank. */
export function scoreByParameters({ scores: all }: FigureRows): Drawing | Skipped {
  // An untuned model has no place on a logarithmic axis.
  const scores = all.filter(({ trainableParameters }) => trainableParameters > 0);
  const groups = parameterGroups(scores);
  if (groups.length === 0) {
    return {
      skipped: 'it needs scores with at least two numbers of trainable parameters, on the same tasks',
    };
  }
  const styles = methodStyles({ scores });
  const counts = distinctNumbers(
    groups.flatMap(({ cells }) => cells.filter(usesLora)),
    (cell) => cell.layers,
  );
  const hasSpread = groups.some(({ cells }) => cells.some((cell) => cell.scores.length > 1));
  const numIncomplete = Math.max(...groups.map((group) => group.numIncomplete));
  return {
    title: 'Score against the number of trainable parameters',
    subtitle: describeRows(scores, []),
    notes: [
      `A mark is one method, N and rank${hasSpread ? ', the mean over seeds; bars are ± one standard deviation' : ''}. Those with ` +
        'nearly as many parameters stand side by side in a band. The grey line, the Pareto front, is the best score with at most so ' +
        `many parameters.${hasSpread ? '' : ` ${oneSeedNote}`}`,
      ...(numIncomplete > 0
        ? [`Settings that were not run on all tasks are left out of the mean: ${numIncomplete}.`]
        : []),
    ],
    tables: markTables(groups, styles),
    body: (width) => arrange(groups, { styles, counts }, width),
  };
}

/** LoRA's marks, whose size says N; full fine-tuning, which is a rule; and the front. */
function markTables(groups: readonly ParameterGroup[], styles: readonly MethodStyle[]): Drawing['tables'] {
  const rows = (cellsOf: (group: ParameterGroup) => readonly ScoreCell[], of = groups): TableRow[] =>
    of.flatMap((group) => {
      const places = placesOf(group, styles);
      return cellsOf(group).map((cell) => ({
        ...{ ...meanRow(cell, styles), panel: group.key },
        ...places.get(cell),
      }));
    });
  const rowsOf = (isWanted: (cell: ScoreCell) => boolean): TableRow[] =>
    rows((group) => group.cells.filter(isWanted));
  return {
    lora: rowsOf(usesLora),
    head: rowsOf(({ tuning }) => tuning === 'head'),
    full: rowsOf(({ tuning }) => tuning === 'full'),
    front: groups.flatMap((group) => {
      const front = rows(parameterFront, [group]);
      return front.map((row, i) => ({ ...row, isLast: i === front.length - 1 }));
    }),
  };
}

/** Methods side by side stand in display order. */
function placesOf(group: ParameterGroup, styles: readonly MethodStyle[]): Map<ScoreCell, ParameterPlace> {
  const order = (cell: ScoreCell): number => styles.findIndex(({ name }) => name === cell.method);
  return placeByParameters(onAxis(group).toSorted((a, b) => order(a) - order(b)));
}

/** The looks that all panels share. */
interface Looks {
  readonly styles: readonly MethodStyle[];
  /** All values of N, ascending. */
  readonly counts: readonly number[];
}

/** The first panel large, the others in a row below it. */
function arrange([first, ...others]: readonly ParameterGroup[], looks: Looks, width: number): View {
  const large = { width: width + Math.max(0, others.length - 1) * axisRoom, height: 330 };
  const small = { width: Math.floor(width / others.length), height: 170 };
  const above = first === undefined ? [] : [scatter(first, looks, large)];
  const below = others.length === 0 ? [] : [{ hconcat: others.map((group) => scatter(group, looks, small)) }];
  return { vconcat: [...above, ...below] };
}

function scatter(
  group: ParameterGroup,
  { styles, counts }: Looks,
  size: { width: number; height: number },
): Panel {
  const [core, references] = partition(group.cells, usesLora);
  const { domain, outside } = scoreScale(core, references);
  const { color, shape } = methodChannels(styles, { lines: fullMethods(group) });
  const places = [...placesOf(group, styles).values()];
  const ends = axisEnds(places, size.width);
  const perPixel = powersPerPixel(ends, size.width);
  const x = { field: 'place', type: 'quantitative', ...parametersAxis(ends) } as const;
  const y = { field: 'mean', type: 'quantitative', ...scoreAxis(domain, group.axisTitle) } as const;
  const own = (table: string): ReturnType<typeof from> =>
    from(table, { panel: group.key }, [...besideTransform(perPixel), ...within('mean', domain)]);
  const spread: Encoding = { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color };
  const bar = { type: 'rule', strokeWidth: 1.4, strokeOpacity: 0.7, clip: true } as const;
  const marks = (table: string, encoding: Encoding): Layer[] => [
    { ...own(table), mark: bar, encoding: spread },
    { ...own(table), mark: { ...meanMark, size: 90 }, encoding: { x, y, color, shape, ...encoding } },
  ];
  return {
    ...size,
    layer: [
      panelTitle(group.title, size.width),
      bandsBehind(placeBands(places, perPixel), x),
      ...frontLines(group, { x, y, width: size.width, perPixel }),
      ...fullRule(group, styles, { domain, width: size.width }),
      ...marks('head', {}),
      ...marks('lora', { size: layersChannel(counts) }),
      ...edgeNotes(outside, { domain, ...size, styles }),
    ],
  };
}

/** The Pareto front, from mark to mark, and from the last one, which no setting with more parameters beats, to the end of the axis. */
function frontLines(
  { key }: ParameterGroup,
  { x, y, width, perPixel }: Required<Pick<Encoding, 'x' | 'y'>> & { width: number; perPixel: number },
): Layer[] {
  const look = { color: colours.rule, strokeWidth: 1.5, clip: true } as const;
  return [
    {
      ...from('front', { panel: key }, besideTransform(perPixel)),
      mark: { type: 'line', interpolate: 'step-after', ...look },
      encoding: { x, y },
    },
    {
      ...from('front', { panel: key, isLast: true }, besideTransform(perPixel)),
      mark: { type: 'rule', ...look },
      encoding: { x, x2: { value: width }, y },
    },
  ];
}

function fullMethods({ cells }: ParameterGroup): string[] {
  return cells.filter(({ tuning }) => tuning === 'full').map(({ method }) => method);
}

/** Full fine-tuning as a rule, in wide panels with its number of parameters. */
function fullRule(
  group: ParameterGroup,
  styles: readonly MethodStyle[],
  { domain, width }: { domain: [number, number]; width: number },
): Layer[] {
  const { color, strokeDash } = methodChannels(styles, { lines: fullMethods(group) });
  const y = { field: 'mean', type: 'quantitative', ...scoreAxis(domain, group.axisTitle) } as const;
  const rule: Layer = {
    ...from('full', { panel: group.key }, within('mean', domain)),
    mark: { type: 'rule', strokeWidth: 1.5, clip: true },
    encoding: { y, color, strokeDash },
  };
  const text = "datum.method + ': ' + format(datum.trainableParameters, '.3~s') + ' parameters →'";
  const label: Layer = {
    ...from('full', { panel: group.key }, [...within('mean', domain), { calculate: text, as: 'label' }]),
    mark: { type: 'text', x: 4, dy: -8, align: 'left', clip: true, ...noteText },
    encoding: { y, text: { field: 'label' } },
  };
  return width > sizes.width / 2 ? [rule, label] : [rule];
}

/** A logarithmic axis with ticks at round numbers. */
function parametersAxis([least, most]: [number, number]): AxisLook {
  const steps = most < 20 * least ? [1, 1.5, 2, 3, 5, 7] : [1, 2, 5];
  const values = Array.from({ length: 12 }, (_, power) => steps.map((step) => step * 10 ** power))
    .flat()
    .filter((value) => value >= least && value <= most);
  return {
    scale: { type: 'log', domain: [least, most], nice: false },
    axis: { title: 'trainable parameters (log scale)', format: '~s', values },
  };
}

/** Larger marks for more layers. */
function layersChannel(counts: readonly number[]): NonNullable<Encoding['size']> {
  const largest = Math.max(...counts);
  const range = counts.map((count) => 30 + 160 * (count / largest) ** 1.5);
  const title = { title: 'layers with LoRA', titleOrient: 'left', titlePadding: 10 } as const;
  const symbols = { symbolFillColor: colours.rule, symbolStrokeWidth: 0 } as const;
  return {
    field: 'layers',
    type: 'ordinal',
    scale: { domain: [...counts], range },
    legend: { orient: 'bottom', ...title, ...symbols },
  };
}
