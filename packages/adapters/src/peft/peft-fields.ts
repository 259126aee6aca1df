import { type FieldRules, noEffect, used } from '@lamella/files';
import { type FieldTypes, orNull, readFields, types } from '../kind/field-types.ts';
import type { Fields } from '../kind/peft-format.ts';
import type { TargetFields } from './match-targets.ts';

/**
 * Rules of the fields of adapter_config.json that every kind of adapter has, in PEFT 0.13 to 0.21. A field that is
 * neither here nor among the kind's own may be one of a later release that changes the numbers, as `alora_invocation_tokens`
 * once was.
 */
export const COMMON_FIELDS: FieldRules = {
  ...used('peft_type', 'task_type', 'r', 'modules_to_save'),
  ...used('target_modules', 'layers_to_transform', 'layers_pattern'),
  ...noEffect('a note where the file comes from', 'peft_version', 'auto_mapping', 'revision'),
  ...noEffect('the base model is given apart from the adapter', 'base_model_name_or_path'),
  ...noEffect('whether PEFT makes the adapter trainable', 'inference_mode'),
  ...noEffect('PEFT sets it to false for linear layers, which all adapted modules are', 'fan_in_fan_out'),
};

/** The fields that are read of every kind, each of the type that PEFT gives it. */
export interface PeftFields extends TargetFields {
  readonly r: number;
  readonly task_type: string | null;
  readonly modules_to_save: readonly string[] | null;
}

const FIELD_TYPES: FieldTypes<PeftFields> = {
  r: types.rank,
  task_type: orNull(types.name),
  modules_to_save: orNull(types.listOfNames),
  target_modules: types.names,
  exclude_modules: orNull(types.names),
  layers_to_transform: orNull(types.layers),
  layers_pattern: orNull(types.names),
};

/**
 * The fields that are read of every kind, with PEFT's defaults for those that are missing.
 *
 * @throws {UserError} for a value of another type than PEFT gives the field
 */
export function readPeftFields(source: Fields, where: string): PeftFields {
  const defaults = {
    task_type: null,
    modules_to_save: null,
    exclude_modules: null,
    layers_to_transform: null,
    layers_pattern: null,
  };
  return readFields<PeftFields>(source, { types: FIELD_TYPES, defaults, where });
}
