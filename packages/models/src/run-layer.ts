import {
  type Dropout,
  type NamedTensors,
  type Parameter,
  type Recomputable,
  recompute,
  type Tensor,
} from '@lamella/engine';
import type { Model } from './model.ts';

/** Runs one layer: at once, or so that the backward pass runs it again. */
export type LayerRunner = <Context extends NamedTensors>(
  index: number,
  layer: Recomputable<Context>,
  inputs: { readonly x: Tensor; readonly dropout: Dropout; readonly context: Context },
) => Tensor;

/** Runs each layer once. */
export const runOnce: LayerRunner = (_, layer, { x, dropout, context }) => layer(x, dropout, context);

/**
 * How the layers of a pass are run: those from the lowest one that has trained parameters keep their input alone. Nothing is kept of those
 * below anyway.
 *
 * @param trained what gradients are wanted of, or undefined if every layer is to run once
 */
export function layerRunner(
  model: Pick<Model, 'layers' | 'layerPath'>,
  trained: readonly Parameter[] | undefined,
): LayerRunner {
  if (trained === undefined) return runOnce;
  const perLayer = model.layers.map((_, l) =>
    trained.filter(({ name }) => name.startsWith(`${model.layerPath(l)}.`)),
  );
  const lowest = perLayer.findIndex((parameters) => parameters.length > 0);
  return (index, layer, inputs) =>
    lowest === -1 || index < lowest
      ? runOnce(index, layer, inputs)
      : recompute(layer, { ...inputs, parameters: perLayer[index] ?? [] });
}
