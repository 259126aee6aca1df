import type { Parameter } from '@lamella/engine';
import type { Model } from '@lamella/models';

/** The number of lowest layers that training leaves as they are: L if all that is trained lies above the layers, 0 if anything below them is. */
export function countFrozenLayers(model: Model, trainable: readonly Parameter[]): number {
  const paths = model.layers.map((_, layer) => `${model.layerPath(layer)}.`);
  const isInHead = (name: string): boolean =>
    model.trainedHead.some((module) => name.startsWith(`${module}.`));
  const above = namesAbove(model);
  const frozenBelow = trainable.map(({ name }) => {
    if (isInHead(name) || above.has(name)) return paths.length;
    return Math.max(
      0,
      paths.findIndex((path) => name.startsWith(path)),
    );
  });
  return Math.min(paths.length, ...frozenBelow);
}

/** Names of the weights that come before a layer in the forward pass and were made at random: they depend on a seed. */
export function newWeightsBelow(model: Model, layer: number): string[] {
  const names = [...model.parameters.keys()];
  const first = names.findIndex((name) => name.startsWith(`${model.layerPath(layer)}.`));
  const below = new Set(first === -1 ? names : names.slice(0, first));
  return (model.newWeights ?? []).filter((name) => below.has(name));
}

/** Weights that come after all layers in the forward pass, such as a pooler's. */
function namesAbove(model: Model): ReadonlySet<string> {
  const names = [...model.parameters.keys()];
  const last = names.findLastIndex((name) => name.startsWith(`${model.layerPath(model.layers.length - 1)}.`));
  return new Set(names.slice(last + 1));
}
