import type { Model } from '@lamella/models';
import type { AdaptedModel } from './adapter.ts';

/** How many numbers are trained, and where. */
export interface ParameterCounts {
  readonly trainable: number;
  /** In the adapters; the formulas are in the kinds' `countParameters`. */
  readonly adapter: number;
  readonly head: number;
  /** Of the model without adapters. */
  readonly total: number;
}

/** Counts a model's parameters as they are. */
export function countParameters(model: Model, adapted: AdaptedModel): ParameterCounts {
  const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0);
  const isHead = (name: string): boolean => model.trainedHead.some((module) => name.startsWith(`${module}.`));
  return {
    trainable: sum(adapted.trainable.map(({ size }) => size)),
    adapter: sum(adapted.linears.flatMap(({ parameters }) => parameters.map(({ size }) => size))),
    head: sum(adapted.trainable.filter(({ name }) => isHead(name)).map(({ size }) => size)),
    total: sum([...model.parameters.values()].map(({ size }) => size)),
  };
}
