import type { ComparedArms } from '../tables/compare-arms.ts';
import { html, type Html } from './html.ts';

/** Pixels. */
const size = { width: 112, height: 18, edge: 4 } as const;

/**
 * A drawing of each difference with its interval, on one scale for all of a metric, with a line at 0. The scale ends where nine in
 * ten intervals do; what goes beyond it is cut off.
 */
export function intervalPictures(comparisons: readonly ComparedArms[]): Html[] {
  const ends = new Map<string, number>();
  for (const { metric } of comparisons) {
    if (!ends.has(metric)) ends.set(metric, endOfScale(comparisons.filter((one) => one.metric === metric)));
  }
  return comparisons.map((one) => drawInterval(one, ends.get(one.metric) ?? 1));
}

function endOfScale(comparisons: readonly ComparedArms[]): number {
  const reach = comparisons
    .map(({ interval, difference }) =>
      Math.max(...[difference, ...interval].map(Math.abs).filter(Number.isFinite)),
    )
    .sort((a, b) => a - b);
  return reach[Math.floor(0.9 * (reach.length - 1))] || 1;
}

function drawInterval({ difference, interval, verdict }: ComparedArms, end: number): Html {
  const { width, height, edge } = size;
  const x = (value: number): string => {
    const share = Math.min(1, Math.max(-1, value / end));
    return (width / 2 + share * (width / 2 - edge)).toFixed(1);
  };
  const middle = height / 2;
  const [lower, upper] = interval.map(x);
  const line = Number.isFinite(interval[0]) && html`<path d="M${lower} ${middle}H${upper}" />`;
  const marks = html`<path class="zero" d="M${width / 2} 0V${height}" />${line || undefined}<circle
      cx="${x(difference)}"
      cy="${middle}"
      r="3"
    />`;
  return html`<svg
    class="interval ${verdict}"
    aria-hidden="true"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    ${marks}
  </svg>`;
}
