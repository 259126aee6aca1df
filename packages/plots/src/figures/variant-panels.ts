import type { ImportanceMethod } from '@lamella/metrics/selection';
import {
  from,
  layerTitle,
  scoreAxis,
  within,
  type Encoding,
  type Layer,
  type Panel,
  type TableRow,
} from '../drawing.ts';
import { methodColour } from '../methods.ts';
import { colours, meanMark, sizes, tint, valueText } from '../theme.ts';

/** The rows of a panel of variants, and where it stands. */
export interface VariantPlace {
  /** The rows of its tables. */
  readonly where: TableRow;
  /** Their names in print, from above. */
  readonly variants: readonly string[];
  readonly layers: number[];
  readonly method: ImportanceMethod;
  readonly width: number;
  /** Whether the axis has its title. */
  readonly isLowest: boolean;
}

/** Whether there is room for the values in print. */
export function hasRoomForValues(layers: readonly number[]): boolean {
  return layers.length <= 12;
}

const height = { step: 22 };
const unit: [number, number] = [0, 1];
const unitAndText: [number, number] = [0, 2];
const ticks = [0, 0.5, 1];

function rowsOf({ variants }: VariantPlace, hasNames: boolean): NonNullable<Encoding['y']> {
  return {
    field: 'variant',
    type: 'nominal',
    scale: { domain: [...variants], paddingInner: 0.12, paddingOuter: 0 },
    axis: { title: null, labels: hasNames, ticks: false, domain: false, grid: false, labelPadding: 8 },
  };
}

/** The importance of every layer as shades and numbers, selected layers framed. */
export function profilePanel(place: VariantPlace): Panel {
  const { where, layers, method, width, isLowest } = place;
  const colour = methodColour(method);
  const x = {
    field: 'layer',
    type: 'ordinal',
    scale: { domain: layers, paddingInner: 0.08, paddingOuter: 0 },
    axis: { title: isLowest ? layerTitle : null, ticks: false, domain: false, labelAngle: 0 },
  } as const;
  const y = rowsOf(place, true);
  const shade = {
    field: 'relative',
    type: 'quantitative',
    scale: { domain: unit, range: [tint(colour, 0.06), colour] },
    legend: null,
  } as const;
  return {
    width,
    height,
    layer: [
      { ...from('layers', where), mark: { type: 'rect', color: colours.blank }, encoding: { x, y } },
      {
        ...from('layers', where, [{ filter: 'isValid(datum.relative)' }]),
        mark: { type: 'rect' },
        encoding: { x, y, color: shade },
      },
      {
        ...from('layers', { ...where, isSelected: true }),
        mark: { type: 'rect', filled: false, stroke: colours.text, strokeWidth: 1.6 },
        encoding: { x, y },
      },
      printed(where, { x, y }, hasRoomForValues(layers)),
    ],
  };
}

/** Values and marks, or marks alone where values have no room. */
function printed(where: TableRow, { x, y }: Required<Pick<Encoding, 'x' | 'y'>>, hasRoom: boolean): Layer {
  const text = hasRoom ? "datum.mark === '×' ? datum.text : datum.text + datum.mark" : 'datum.mark';
  return {
    ...from('layers', where, [{ calculate: text, as: 'label' }]),
    mark: { type: 'text', baseline: 'middle', fontSize: sizes.note },
    encoding: {
      ...{ x, y, text: { field: 'label' } },
      color: {
        condition: [
          // Where white has the larger contrast.
          { test: 'datum.relative > 0.8', value: 'white' },
          { test: 'datum.isLeftOut', value: colours.muted },
        ],
        value: colours.text,
      },
    },
  };
}

/** The overlap with the first variant as bars, with what chance gives, and Kendall's tau in print. */
export function overlapPanel(place: VariantPlace): Panel {
  const { where, method, width, isLowest } = place;
  const y = rowsOf(place, false);
  const x = {
    field: 'overlap',
    type: 'quantitative',
    // The right half is for the numbers.
    scale: { domain: unitAndText, nice: false },
    axis: { title: isLowest ? 'overlap with the first' : null, values: ticks, titleAnchor: 'start' },
  } as const;
  const table = from('agreement', where, [{ filter: 'isValid(datum.overlap)' }]);
  return {
    width,
    height,
    layer: [
      { ...table, mark: { type: 'bar', color: tint(methodColour(method), 0.6) }, encoding: { x, y } },
      {
        ...from('agreement', where, [{ filter: 'isValid(datum.chance)' }]),
        mark: { type: 'tick', color: colours.text, thickness: 1.5 },
        encoding: { x: { ...x, field: 'chance' }, y },
      },
      {
        ...from('agreement', where),
        mark: { type: 'text', align: 'left', baseline: 'middle', ...valueText },
        encoding: { x: { datum: 1.06, type: 'quantitative', scale: x.scale }, y, text: { field: 'text' } },
      },
    ],
  };
}

/** The scores of the variants, with LoRA in all layers as a dashed line. */
export function scorePanel(
  place: VariantPlace,
  { domain, title }: { readonly domain: [number, number]; readonly title: string },
): Panel {
  const { where, method, width } = place;
  const x = { field: 'mean', type: 'quantitative', ...scoreAxis(domain, title) } as const;
  const y = rowsOf(place, false);
  const color = { value: methodColour(method) } as const;
  const means = from('means', where, within('mean', domain));
  const seeds = from('seeds', where, within('score', domain));
  return {
    width,
    height,
    layer: [
      {
        ...from('references', where, within('mean', domain)),
        mark: { type: 'rule', strokeDash: [4, 3], color: colours.rule },
        encoding: { x },
      },
      {
        ...means,
        mark: { type: 'rule', strokeWidth: 5, strokeOpacity: 0.3, clip: true },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color },
      },
      {
        ...seeds,
        mark: { type: 'circle', size: 13, opacity: 1, clip: true },
        encoding: { x: { ...x, field: 'score' }, y, color },
      },
      { ...means, mark: { ...meanMark, size: 75 }, encoding: { x, y, color } },
    ],
  };
}
