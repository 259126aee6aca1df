import type { DoneResult } from '../results/trial-result.ts';
import { html, type Html } from './html.ts';

/** Pixels of a layer. */
const size = { width: 11, height: 22, gap: 2 } as const;

/**
 * A drawing of a selection, layer 0 at the left: selected layers are dark. Where its certainty is known, the height of a bar is the
 * share of draws that select the layer, and undecided layers have a dot above them.
 */
export function layerPicture({
  oneHot,
  certainty,
}: Pick<DoneResult['selection'], 'oneHot' | 'certainty'>): Html {
  const dots = 5;
  const [width, height] = [oneHot.length * (size.width + size.gap), size.height + dots];
  const bars = [...oneHot].map((digit, layer) => {
    const share = certainty?.frequency[layer] ?? Number(digit);
    const [x, tall] = [layer * (size.width + size.gap), Math.max(2, share * size.height)];
    const place = html`x="${x}" width="${size.width}"`;
    const isUndecided = certainty?.undecided.includes(layer) === true;
    const dot = html`<circle cx="${x + size.width / 2}" cy="2.5" r="2" />`;
    return html`<rect class="ground" ${place} y="${dots}" height="${size.height}" /><rect
        class="${digit === '1' ? 'selected' : 'left-out'}"
        ${place}
        y="${(height - tall).toFixed(1)}"
        height="${tall.toFixed(1)}"
      />${isUndecided ? dot : undefined}`;
  });
  return html`<svg
    class="layers"
    aria-hidden="true"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    ${bars}
  </svg>`;
}
