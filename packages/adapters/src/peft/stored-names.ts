import type { Parameter } from '@lamella/engine';
import { type Model, toNewerName } from '@lamella/models';
import { headParameters, poolerParameters } from '../adapt-model.ts';
import type { AdaptedModel } from '../adapter.ts';

/** PEFT's prefix of weight names. */
export const PEFT_PREFIX = 'base_model.model.';

/** PEFT's prefix of the names of weights that all adapted maps share. */
const SHARED_PREFIX = 'base_model.';

/** A weight in an adapter's file. */
export interface StoredParameter {
  /** As PEFT calls it there. */
  readonly name: string;
  readonly parameter: Parameter;
  /** Whether it is an adapted map's own bias, which PEFT until 0.13 left out. */
  readonly isBias: boolean;
}

/**
 * All that is trained or shared under the names that PEFT saves it by: biases of adapted maps are those of its `base_layer`.
 */
export function storedParameters({ trainable, linears, shared }: AdaptedModel): StoredParameter[] {
  const biases = new Map(linears.map(({ base }) => [base.bias, `${base.path}.base_layer.bias`]));
  const common = shared.map((parameter) => ({
    name: SHARED_PREFIX + parameter.name,
    parameter,
    isBias: false,
  }));
  const trained = trainable.map((parameter) => {
    const bias = biases.get(parameter);
    return { name: PEFT_PREFIX + (bias ?? parameter.name), parameter, isBias: bias !== undefined };
  });
  return [...common, ...trained];
}

/** A weight that is saved with the modules it is in, which PEFT has to know of. */
export interface AddedParameter extends StoredParameter {
  /** The module that holds it, by each name that it has. */
  readonly modules: readonly string[];
}

/**
 * The weights that the base's checkpoint did not hold, such as a pooler's, trained or as they were drawn, and those of a pooler that is
 * trained beside the head; without those of a trained head, which PEFT knows of.
 */
export function addedParameters(model: Model, { trainable, config }: AdaptedModel): AddedParameter[] {
  const head = headParameters(model).filter((parameter) => trainable.includes(parameter));
  // One that an adapter's own saved modules name is known to PEFT by that name.
  const pooler = 'trainsPooler' in config && config.trainsPooler === true ? poolerParameters(model) : [];
  return [...new Set([...(model.newWeights ?? []), ...pooler.map(({ name }) => name)])].flatMap((weight) => {
    const parameter = model.parameters.get(weight);
    if (parameter === undefined || head.includes(parameter)) return [];
    const module = weight.slice(0, weight.lastIndexOf('.'));
    const modules = [...new Set([module, toNewerName(model, module)])];
    return [{ name: PEFT_PREFIX + weight, parameter, isBias: false, modules }];
  });
}
