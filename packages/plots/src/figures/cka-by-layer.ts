import { distinct, distinctNumbers, partition, round } from '../collections.ts';
import { from, layerTitle, legendColumns, type Drawing, type Layer, type Skipped } from '../drawing.ts';
import { layersOf } from '../importance-table.ts';
import type { FigureRows, ImportanceRow } from '../rows.ts';
import { inSeveralWays, withoutVariants } from '../variant-tables.ts';
import { hasConstantInput } from './importance-look.ts';

/** Okabe and Ito's palette, and dark grey. */
const palette = [
  ...['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8b4513', '#57606a'],
] as const;
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'] as const;

/** The authors' own figure: CKA of every layer's input and output, a line for each task, in one panel. */
export function ckaByLayer(all: FigureRows): Drawing | Skipped {
  const isCka = ({ method }: ImportanceRow): boolean => method === 'cka';
  const rows = withoutVariants(all).filter(isCka);
  if (rows.length === 0 && all.importance.some(isCka)) return { skipped: `CKA ${inSeveralWays}` };
  const [constant, shown] = partition(rows, hasConstantInput);
  const tasks = distinct(shown, ({ taskTitle }) => taskTitle);
  if (tasks.length < 2) return { skipped: `it needs CKA for several tasks, there are ${tasks.length}` };
  const values = shown.map(({ importance }) => 1 - importance);
  const [first] = rows;
  return {
    title: 'CKA of every layer, a line for each task',
    subtitle: `${first?.model} (${layersOf(rows).length} layers) · ${tasks.length} tasks · measured before training`,
    notes: [
      "As in figure 1 of the paper's appendix, which counts layers from 1. A layer of high CKA changes its input little: importance is 1 − CKA.",
      ...(constant.length > 0 ? [leftOutNote(distinctNumbers(constant, ({ layer }) => layer))] : []),
    ],
    tables: {
      cka: shown.map(({ taskTitle, layer, importance: value }) => ({
        ...{ task: taskTitle, layer, cka: round(1 - value, 6) },
      })),
    },
    body: (width) => ({
      ...{ width, height: 320 },
      layer: lines({ layers: layersOf(shown), tasks, domain: fit(values) }),
    }),
  };
}

function leftOutNote(layers: readonly number[]): string {
  return (
    `Left out: layer ${layers.join(', ')}, whose input is the same for every sample, as at CLS or at a last token that ends all ` +
    'examples. Its CKA is near 0 for any task and says nothing of the layer.'
  );
}

/** The values with some room around them, within 0 and 1. */
function fit(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(0.05 * (high - low), 0.001);
  return [round(Math.max(0, low - margin)), round(Math.min(1, high + margin))];
}

/** A line and a mark of its own for each task. */
function lines({
  layers,
  tasks,
  domain,
}: {
  readonly layers: number[];
  readonly tasks: string[];
  readonly domain: [number, number];
}): Layer[] {
  const x = {
    field: 'layer',
    type: 'ordinal',
    scale: { domain: layers, padding: 0.3 },
    axis: { title: layerTitle, labelAngle: 0 },
  } as const;
  const y = {
    field: 'cka',
    type: 'quantitative',
    scale: { domain, nice: false, zero: false },
    axis: { title: 'CKA of input and output', tickCount: 5 },
  } as const;
  const channel = (looks: readonly string[]) =>
    ({
      field: 'task',
      type: 'nominal',
      scale: { domain: tasks, range: tasks.map((_, i) => looks[i % looks.length] as string) },
      legend: { title: null, columns: legendColumns(tasks) },
    }) as const;
  const color = channel(palette);
  return [
    { ...from('cka'), mark: { type: 'line', strokeWidth: 1.6 }, encoding: { x, y, color } },
    {
      ...from('cka'),
      mark: { type: 'point', filled: true, size: 46, opacity: 1 },
      encoding: { x, y, color, shape: channel(shapes) },
    },
  ];
}
