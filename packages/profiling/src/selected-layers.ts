import { UserError } from '@lamella/core';
import { fromOneHot } from '@lamella/metrics/selection';

/**
 * The layers that `--selected` names: `all`, `half` (the first half and the last one), numbers from 0 with commas, or ones and zeros
 * for all layers from the lowest, as the paper's lists are written.
 */
export function selectedLayers(text: string, numLayers: number): number[] {
  const all = Array.from({ length: numLayers }, (_, layer) => layer);
  if (text === 'all') return all;
  if (text === 'half') return [...all.slice(0, Math.floor(numLayers / 2) - 1), numLayers - 1];
  if (/^[01]+$/.test(text) && text.length === numLayers && numLayers > 1) return fromOneHot(text, numLayers);
  const layers = text.split(',').map(Number);
  if (layers.every((layer) => all.includes(layer))) return layers;
  throw new UserError(
    `Expected --selected to be all, half, layers from 0 to ${numLayers - 1} with commas or ${numLayers} ones and zeros, got "${text}".`,
    { exitCode: 2 },
  );
}
