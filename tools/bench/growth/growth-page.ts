import { bendOf, type Bend, type CurvePoint } from './growth-exponent.ts';
import type { Machine } from '../machine.ts';
import type { GrowthAxis } from './growth-axes.ts';
import type { PointFigures } from './measure-point.ts';

/** An axis with its figures, in the order of its points. */
export interface MeasuredAxis {
  readonly axis: GrowthAxis;
  readonly points: readonly { readonly value: number; readonly figures: PointFigures }[];
}

/** Where and when it was measured. */
export interface Circumstances extends Machine {
  /** Average number of running processes before the first point and after the last. */
  readonly load: readonly [before: number, after: number];
}

type Figure = keyof PointFigures;

const PREDICTIONS = [
  ['cpuSeconds', 'predictedCpuSeconds'],
  ['seconds', 'predictedSeconds'],
  ['peakMiB', 'predictedPeakMiB'],
] as const;

/** The page that shows what was measured: exponents, then every point. */
export function growthPage(axes: readonly MeasuredAxis[], where: Circumstances): string {
  const { processor, memory, load } = where;
  return [
    '# Growth',
    '',
    'How time and memory grow with one size while all others stay: five points each, every one in processes of its own. ' +
      'Written by `npx nx run tools:bench-growth`, with its figures and `growth/growth.json`.',
    '',
    `Measured on ${processor}, ${memory}, load ${load.map((value) => value.toFixed(1)).join(' before and ')} after. ` +
      'On a machine that does other work, seconds by the clock say little and those of the processor more.',
    '',
    '![Processor time against each size](growth/time.svg)',
    '',
    '![Peak memory against each size](growth/memory.svg)',
    '',
    '## Exponents',
    '',
    'b of a · sizeᵇ by least squares on logarithms of all five points; in brackets between the first two and between the last two.',
    '',
    '| size | processor time | expected | peak memory | expected | what bends them |',
    '| --- | --: | --- | --: | --- | --- |',
    ...axes.map(exponentRow),
    '',
    '## Points',
    '',
    'Steps of an encoder with LoRA in all layers (`lamella bench encoder`), and whole sweeps of a small model (`lamella run`); ' +
      'errors of `lamella plan --cost` in brackets, 10 % is more than measured.',
    ...axes.flatMap(pointTable),
    '',
  ].join('\n');
}

/** The largest error of each prediction over all points: 0.1 is 10 %. */
export function largestErrors(axes: readonly MeasuredAxis[]): Readonly<Record<string, number>> {
  const all = axes.flatMap(({ points }) => points.map(({ figures }) => figures));
  return Object.fromEntries(
    PREDICTIONS.map(([measured]) => {
      const errors = all.flatMap((figures) => errorOf(figures, measured) ?? []);
      return [measured, Math.max(0, ...errors.map(Math.abs))];
    }),
  );
}

/** The error of a prediction; undefined where there is none. */
export function errorOf(figures: PointFigures, measured: Figure): number | undefined {
  const name = PREDICTIONS.find(([figure]) => figure === measured)?.[1];
  const predicted = name === undefined ? undefined : figures[name];
  return predicted === undefined ? undefined : predicted / (figures[measured] ?? NaN) - 1;
}

function exponentRow({ axis, points }: MeasuredAxis): string {
  const curve = (figure: 'cpuSeconds' | 'peakMiB'): CurvePoint[] =>
    points.map(({ value, figures }) => [value, figures[figure]]);
  const { time, memory, bends } = axis.expected;
  const cells = [formatBend(bendOf(curve('cpuSeconds'))), time, formatBend(bendOf(curve('peakMiB'))), memory];
  return `| ${[axis.title, ...cells, bends].join(' | ')} |`;
}

function formatBend({ all, first, last }: Bend): string {
  return `${all.toFixed(2)} (${first.toFixed(2)}, ${last.toFixed(2)})`;
}

function pointTable({ axis, points }: MeasuredAxis): string[] {
  return [
    '',
    `| ${axis.title} | processor, s | by the clock, s | peak, MiB |`,
    '| --: | --: | --: | --: |',
    ...points.map(({ value, figures }) => {
      const cells = PREDICTIONS.map(([measured]) => formatFigure(figures, measured));
      return `| ${[String(value), ...cells].join(' | ')} |`;
    }),
  ];
}

function formatFigure(figures: PointFigures, measured: 'cpuSeconds' | 'seconds' | 'peakMiB'): string {
  const value = figures[measured];
  const text = measured === 'peakMiB' ? value.toFixed(0) : String(Number(value.toPrecision(3)));
  const error = errorOf(figures, measured);
  if (error === undefined) return text;
  return `${text} (${error < 0 ? '' : '+'}${(100 * error).toFixed(0)} %)`;
}
