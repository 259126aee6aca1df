import { scoreMetric } from '@lamella/metrics';
import type { Task } from '../cells.ts';
import { round } from '../collections.ts';
import { differenceEnd } from '../difference-end.ts';
import {
  type AxisLook,
  from,
  panelTitle,
  within,
  type Encoding,
  type Layer,
  type Panel,
} from '../drawing.ts';
import type { DifferenceRow } from '../rows.ts';
import { textWidth, wrapText } from '../text.ts';
import { colours, noteText, sizes } from '../theme.ts';
import { type ShownVerdict, verdictChannels } from './verdict-look.ts';

/** The axis of a task's differences, from −end to end, in the unit that scores are shown in. */
export interface DifferenceScale {
  readonly end: number;
  readonly margin: number | undefined;
}

/** Names at the left are broken into lines of so many pixels. */
const namesWidth = 190;
const labelPadding = 8;
const labelLineHeight = sizes.label + 1;

/** Fits the axis to most of a task's differences, as {@link differenceEnd} does, and to the margin. */
export function differenceScale(rows: readonly DifferenceRow[]): DifferenceScale {
  const { factor, decimals } = scoreMetric(rows[0]?.metric ?? '');
  const margin = rows.find((row) => row.margin !== undefined)?.margin;
  const most = differenceEnd(
    rows.map(({ arm, reference, difference, lower, upper }) => ({
      arms: [arm.label, reference.label],
      difference,
      interval: [lower, upper],
    })),
  );
  const end = Math.max(most, 1.6 * (margin ?? 0));
  return {
    end: round(Math.max(10 ** -decimals, 1.08 * factor * end), decimals + 2),
    margin: margin === undefined ? undefined : factor * margin,
  };
}

/** What a panel shows, and where it stands. */
export interface DifferencePlace {
  readonly task: Task;
  readonly reference: string;
  readonly scale: DifferenceScale;
  /** Names, the uppermost first. */
  readonly arms: readonly string[];
  /** Pixels for the names, the same in all blocks. */
  readonly namesExtent: number;
  /** The kinds of verdicts that the figure has. */
  readonly kinds: readonly ShownVerdict[];
  readonly width: number;
  /** The words of verdicts, the longest of which needs room. */
  readonly words: readonly string[];
  /** Whether names stand at the left. */
  readonly hasNames: boolean;
}

/** The pixels of a panel that its words leave. */
export function plotWidthOf(width: number, words: readonly string[]): number {
  const wordsWidth = Math.max(0, ...words.map((word) => textWidth(word, sizes.note, 'bold'))) + 14;
  return Math.floor(width - wordsWidth);
}

/** The comparisons of one task with one reference: a line each, with its verdict in words at the right. */
export function differencePanel(place: DifferencePlace): Panel {
  const { task, reference, scale, arms, width, words, hasNames } = place;
  const plotWidth = Math.max(30, plotWidthOf(width, words));
  const { color, shape } = verdictChannels(place.kinds);
  const [x, y] = [
    differenceAxis(task, scale, plotWidth),
    armAxis(arms, hasNames ? place.namesExtent : undefined),
  ];
  const shown = new Lines(
    { task: task.name, reference },
    { scale, plotWidth, x, y, color, metric: task.metric },
  );
  return {
    width,
    height: { step: arms.some((arm) => namesOf(arm).length > 1) ? 27 : 18 },
    layer: [
      panelTitle(task.title, width),
      ...marginBand(scale, x),
      shown.zero(),
      shown.intervals(),
      ...shown.arrows(),
      shown.marks(shape),
      ...shown.outside(),
      ...shown.words(),
    ],
  };
}

type Position = AxisLook & { readonly type: 'quantitative' };

function differenceAxis({ metric }: Task, { end }: DifferenceScale, plotWidth: number): Position {
  const { factor, title: score } = scoreMetric(metric);
  const title = factor === 100 ? 'difference, points' : `difference of ${score}`;
  const labelExpr = "datum.value == 0 ? '0' : datum.label";
  const titleX = { titleAnchor: 'start', titleAlign: 'left' } as const;
  return {
    type: 'quantitative',
    scale: { domain: [-end, end], range: [0, plotWidth], nice: false, zero: false },
    axis: { title, tickCount: plotWidth < 140 ? 3 : 5, format: '+~f', labelExpr, ...titleX },
  };
}

/** The lines of a name. */
function namesOf(arm: string): string[] {
  return wrapText(arm, namesWidth, { size: sizes.label });
}

/** Room for the longest line of names. */
export function namesExtent(arms: readonly string[]): number {
  return Math.max(0, ...arms.flatMap(namesOf).map((line) => textWidth(line, sizes.label))) + labelPadding;
}

function armAxis(arms: readonly string[], extent: number | undefined): NonNullable<Encoding['y']> {
  const lines = Object.fromEntries(arms.map((arm) => [arm, namesOf(arm)]));
  const names = { labelExpr: `${JSON.stringify(lines)}[datum.value]`, labelLineHeight };
  const wrapped = arms.filter((arm) => namesOf(arm).length > 1);
  // Vega centres the first line of a label.
  const labelOffset = {
    condition: { test: `indexof(${JSON.stringify(wrapped)}, datum.value) >= 0`, value: -labelLineHeight / 2 },
    value: 0,
  } as const;
  const look = { title: null, ticks: false, domain: false, grid: true, labelPadding } as const;
  return {
    field: 'arm',
    type: 'nominal',
    scale: { domain: [...arms] },
    axis: {
      ...look,
      ...names,
      labelOffset,
      labels: extent !== undefined,
      minExtent: extent ?? 0,
      labelOverlap: false,
    },
  };
}

function marginBand({ margin, end }: DifferenceScale, x: Position): Layer[] {
  if (margin === undefined) return [];
  const values = [{ from: -Math.min(margin, end), to: Math.min(margin, end) }];
  const mark = { type: 'rect', color: colours.grid, opacity: 1 } as const;
  return [{ data: { values }, mark, encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } } }];
}

interface LinesPlace {
  readonly metric: string;
  readonly scale: DifferenceScale;
  readonly plotWidth: number;
  readonly x: Position;
  readonly y: NonNullable<Encoding['y']>;
  readonly color: NonNullable<Encoding['color']>;
}

/** The layers of the lines of a panel. */
class Lines {
  readonly #where: { readonly task: string; readonly reference: string };
  readonly #place: LinesPlace;

  constructor(where: { readonly task: string; readonly reference: string }, place: LinesPlace) {
    this.#where = where;
    this.#place = place;
  }

  #from(...transform: NonNullable<Panel['transform']>): ReturnType<typeof from> {
    return from('differences', this.#where, transform);
  }

  zero(): Layer {
    const mark = { type: 'rule', color: colours.text, strokeWidth: 1 } as const;
    return { data: { values: [{}] }, mark, encoding: { x: { ...this.#place.x, datum: 0 } } };
  }

  intervals(): Layer {
    const { x, y, color } = this.#place;
    return {
      ...this.#from({ filter: 'isValid(datum.barFrom)' }),
      mark: { type: 'rule', strokeWidth: 1.6 },
      encoding: { x: { ...x, field: 'barFrom' }, x2: { field: 'barTo' }, y, color },
    };
  }

  /** At the ends of intervals that the axis cuts off. */
  arrows(): Layer[] {
    const { scale, x, y, color } = this.#place;
    const arrow = (field: string, shape: string, test: string): Layer => ({
      ...this.#from({ filter: `isValid(datum.barFrom) && ${test}` }),
      mark: { type: 'point', filled: true, size: 28, opacity: 1, shape },
      encoding: { x: { ...x, field }, y, color },
    });
    return [
      arrow('barFrom', 'triangle-left', `datum.lower < ${-scale.end}`),
      arrow('barTo', 'triangle-right', `datum.upper > ${scale.end}`),
    ];
  }

  marks(shape: NonNullable<Encoding['shape']>): Layer {
    const { scale, x, y, color } = this.#place;
    return {
      ...this.#from(...within('difference', [-scale.end, scale.end])),
      mark: { type: 'point', filled: true, size: 62, opacity: 1, stroke: 'white', strokeWidth: 0.6 },
      encoding: { x: { ...x, field: 'difference' }, y, color, shape },
    };
  }

  /** Differences that the axis leaves out, at its end: "← −50.2". */
  outside(): Layer[] {
    const { metric, scale, plotWidth, y } = this.#place;
    const { decimals } = scoreMetric(metric);
    const value = `format(abs(datum.difference), '.${decimals}f')`;
    const note = (test: string, label: string, place: { x: number; align: 'left' | 'right' }): Layer => ({
      ...this.#from({ filter: test }, { calculate: label, as: 'label' }),
      mark: { type: 'text', dy: -6, fontSize: sizes.note - 1.5, color: colours.text, ...place },
      encoding: { y, text: { field: 'label' } },
    });
    return [
      note(`datum.difference < ${-scale.end}`, `'← −' + ${value}`, { x: 2, align: 'left' }),
      note(`datum.difference > ${scale.end}`, `'+' + ${value} + ' →'`, { x: plotWidth - 2, align: 'right' }),
    ];
  }

  /** The verdicts in words at the right, those that are decided in bold. */
  words(): Layer[] {
    const { plotWidth, y } = this.#place;
    const decided = "datum.mark != 'undecided' && datum.mark != 'no verdict'";
    const word = (filter: string, look: { fontWeight: 'bold' | 'normal'; color: string }): Layer => ({
      ...this.#from({ filter }),
      mark: { type: 'text', ...noteText, ...look, x: plotWidth + 10, align: 'left' },
      encoding: { y, text: { field: 'word' } },
    });
    return [
      word(decided, { fontWeight: 'bold', color: colours.text }),
      word(`!(${decided})`, { fontWeight: 'normal', color: colours.muted }),
    ];
  }
}
