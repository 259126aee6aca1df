import { UserError } from '@lamella/core';

/** The layers that `--selected` names: `all`, `half` (the first half and the last one), or numbers from 0 with commas. */
export function selectedLayers(text: string, numLayers: number): number[] {
  const all = Array.from({ length: numLayers }, (_, layer) => layer);
  if (text === 'all') return all;
  if (text === 'half') return [...all.slice(0, Math.floor(numLayers / 2) - 1), numLayers - 1];
  const layers = text.split(',').map(Number);
  if (layers.every((layer) => all.includes(layer))) return layers;
  throw new UserError(
    `Expected --selected to be all, half or layers from 0 to ${numLayers - 1} with commas, found "${text}".`,
    { exitCode: 2 },
  );
}
