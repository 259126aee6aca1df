import type { Parameter } from '@lamella/engine';
import type { Model } from '@lamella/models';

/** The number of lowest layers that training leaves as they are: L if the head alone is trained, 0 if anything below the layers is. */
export function countFrozenLayers(model: Model, trainable: readonly Parameter[]): number {
  const paths = model.layers.map((_, layer) => `${model.layerPath(layer)}.`);
  const isInHead = (name: string): boolean =>
    model.trainedHead.some((module) => name.startsWith(`${module}.`));
  const frozenBelow = trainable.map(({ name }) => {
    if (isInHead(name)) return paths.length;
    return Math.max(
      0,
      paths.findIndex((path) => name.startsWith(path)),
    );
  });
  return Math.min(paths.length, ...frozenBelow);
}

/** Names of the weights that come before the one layer in the forward pass and were made at random: they depend on a seed. */
export function newWeightsBelow(model: Model, layer: number): string[] {
  const names = [...model.parameters.keys()];
  const first = names.findIndex((name) => name.startsWith(`${model.layerPath(layer)}.`));
  const below = new Set(first === -1 ? names : names.slice(0, first));
  return (model.newWeights ?? []).filter((name) => below.has(name));
}
