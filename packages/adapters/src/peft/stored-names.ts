import type { Parameter } from '@lamella/engine';
import type { AdaptedModel } from '../adapter.ts';

/** What PEFT puts in front of a weight's name. */
export const PEFT_PREFIX = 'base_model.model.';

/** A trained weight in an adapter's file. */
export interface StoredParameter {
  /** As PEFT calls it there. */
  readonly name: string;
  readonly parameter: Parameter;
  /** Whether it is an adapted map's own bias, which PEFT until 0.13 left out. */
  readonly isBias: boolean;
}

/** All that is trained under the names that PEFT saves it by: biases of adapted maps are those of its `base_layer`. */
export function storedParameters({ trainable, loraLinears }: AdaptedModel): StoredParameter[] {
  const biases = new Map(loraLinears.map(({ base }) => [base.bias, `${base.path}.base_layer.bias`]));
  return trainable.map((parameter) => {
    const bias = biases.get(parameter);
    return { name: PEFT_PREFIX + (bias ?? parameter.name), parameter, isBias: bias !== undefined };
  });
}
