import { groupBy } from '@lamella/core';
import { mean } from '@lamella/metrics';
import { distinct, distinctNumbers, round } from '../collections.ts';
import { methodTitle, type MethodStyle } from '../methods.ts';
import type { LossRow } from '../rows.ts';

/** Points of a curve, at most; each is the mean of the steps around it. */
const numPoints = 60;
/** The share of a training that the loss is averaged over, around each point. */
const windowShare = 0.1;

/** The smoothed loss of a method on a task. */
export interface LossCurve {
  readonly task: string;
  readonly style: MethodStyle;
  /** The method's title, with what tells it from its other curves. */
  readonly label: string;
  /** The number of seeds that the losses are means over. */
  readonly seeds: number;
  readonly points: readonly { readonly step: number; readonly loss: number }[];
}

/** The curves of all settings: means over seeds, smoothed over a tenth of the steps. */
export function lossCurves(losses: readonly LossRow[], styles: readonly MethodStyle[]): LossCurve[] {
  const lines = groupBy(losses, lineNamer());
  return [...lines.values()].flatMap((rows) => {
    const [first] = rows;
    const style = styles.find(({ name }) => name === first?.method);
    if (first === undefined || style === undefined) return [];
    const settings = [...lines.values()].flatMap(([other]) =>
      other?.method === first.method && other.task === first.task ? [other] : [],
    );
    const title = methodTitle(first.method, styles);
    const parts = (['layers', 'rank'] as const)
      .filter((key) => distinct(settings, (other) => other[key]).length > 1)
      .map((key) => `${key === 'layers' ? 'N' : 'rank'} ${first[key]}`);
    return [
      {
        ...{ task: first.task, style, label: [title, ...parts].join(', ') },
        ...{ seeds: distinctNumbers(rows, ({ seed }) => seed).length, points: smooth(meanPoints(rows)) },
      },
    ];
  });
}

/** Names the lines of rows. Those of a training stand together, so that most rows have the name of the one before. */
function lineNamer(): (row: LossRow) => string {
  let [last, name]: [LossRow | undefined, string] = [undefined, ''];
  return (row) => {
    const { task, method, layers, rank } = row;
    const isSame =
      last?.task === task && last.method === method && last.layers === layers && last.rank === rank;
    if (!isSame) name = JSON.stringify([task, method, layers, rank]);
    last = row;
    return name;
  };
}

interface Point {
  readonly step: number;
  readonly loss: number;
}

/** Means over seeds and some steps each. */
function meanPoints(rows: readonly LossRow[]): Point[] {
  const last = rows.reduce((most, { step }) => Math.max(most, step), 0);
  const size = Math.max(1, Math.ceil(last / numPoints));
  const bins = groupBy(rows, ({ step }) => Math.floor((step - 1) / size));
  return [...bins.values()]
    .map((bin) => ({ step: mean(bin.map(({ step }) => step)), loss: mean(bin.map(({ loss }) => loss)) }))
    .sort((a, b) => a.step - b.step);
}

/**
 * Moving means. The window reaches as far to both sides, so that the steep start stays where it is; at the end it reaches backwards
 * alone, as the noise of single batches would decide where lines end.
 */
function smooth(points: readonly Point[]): Point[] {
  const half = Math.max(1, Math.round((windowShare * points.length) / 2));
  return points.map(({ step }, i) => {
    const reach = Math.min(half, i);
    const window = points.slice(i - reach, i + reach + 1);
    return { step: round(step, 1), loss: round(mean(window.map(({ loss }) => loss)), 5) };
  });
}
