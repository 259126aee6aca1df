import { type ArmDifference, differenceEnd } from '@lamella/plots';
import type { ComparedArms } from '../tables/compare-arms.ts';
import { html, type Html } from './html.ts';

/** Pixels. */
const size = { width: 112, height: 18, edge: 4 } as const;

/**
 * A drawing of each difference with its interval, on one scale for all of a metric, with a line at 0. The scale ends where that of
 * the figure of differences does; what goes beyond it is cut off, a difference with an arrow in its place.
 */
export function intervalPictures(comparisons: readonly ComparedArms[]): Html[] {
  const ends = new Map<string, number>();
  for (const { metric } of comparisons) {
    if (!ends.has(metric)) ends.set(metric, endOfScale(comparisons.filter((one) => one.metric === metric)));
  }
  return comparisons.map((one) => drawInterval(one, ends.get(one.metric) ?? 1));
}

function endOfScale(comparisons: readonly ComparedArms[]): number {
  const differences = comparisons.map(({ a, b, difference, interval }): ArmDifference => ({
    arms: [a.label, b.label],
    difference,
    interval,
  }));
  return differenceEnd(differences) || 1;
}

function drawInterval({ difference, interval, verdict }: ComparedArms, end: number): Html {
  const { width, height, edge } = size;
  const x = (value: number): number => {
    const share = Math.min(1, Math.max(-1, value / end));
    return width / 2 + share * (width / 2 - edge);
  };
  const middle = height / 2;
  const [lower, upper] = interval.map((value) => x(value).toFixed(1));
  const line = Number.isFinite(interval[0]) && html`<path d="M${lower} ${middle}H${upper}" />`;
  const mark =
    Math.abs(difference) > end
      ? beyond(x(difference), Math.sign(difference))
      : html`<circle cx="${x(difference).toFixed(1)}" cy="${middle}" r="3" />`;
  return html`<svg
    class="interval ${verdict}"
    aria-hidden="true"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    <path class="zero" d="M${width / 2} 0V${height}" />
    ${line || undefined}${mark}
  </svg>`;
}

/** A triangle that points to where the difference would be. */
function beyond(x: number, sign: number): Html {
  const [base, middle] = [x - 2 * sign, size.height / 2];
  return html`<path
    class="beyond"
    d="M${base.toFixed(1)} ${middle - 4}L${(base + 6 * sign).toFixed(1)} ${middle}L${base.toFixed(1)} ${middle + 4}Z"
  />`;
}
