import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import type { Pattern } from '../patterns/index.ts';
import type { TargetFields } from './match-targets.ts';

/** The fields of PEFT's adapter_config.json that Lamella reads, each of the type that PEFT gives it. */
export interface PeftFields extends TargetFields {
  readonly r: number;
  readonly lora_alpha: number;
  readonly lora_dropout: number;
  readonly use_rslora: boolean;
  readonly use_dora: boolean;
  readonly bias: string;
  readonly init_lora_weights: boolean | string | null;
  readonly task_type: string | null;
  readonly modules_to_save: readonly string[] | null;
  readonly rank_pattern: Pattern | null;
  readonly alpha_pattern: Pattern | null;
}

/** A type that a field may have, in words, and what a value is found by. */
interface FieldType {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const isString = (value: unknown): boolean => typeof value === 'string';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(isString);
const isLayer = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isNull = (value: unknown): boolean => value === null;

const TRUTH: FieldType = { expected: 'true or false', accepts: isBoolean };
const NUMBER: FieldType = { expected: 'a number', accepts: (value) => Number.isFinite(value) };
const NAMES: FieldType = {
  expected: 'a list of names or a regular expression',
  accepts: (value) => isString(value) || isStrings(value),
};
const NUMBERS: FieldType = {
  expected: 'an object of numbers',
  accepts: (value) => isNull(value) || (isRecord(value) && Object.values(value).every(Number.isFinite)),
};

function orNull({ expected, accepts }: FieldType): FieldType {
  return { expected: `${expected}, or null`, accepts: (value) => isNull(value) || accepts(value) };
}

const TYPES: Readonly<Record<keyof PeftFields, FieldType>> = {
  r: { expected: 'a positive integer', accepts: (value) => Number.isInteger(value) && Number(value) > 0 },
  lora_alpha: NUMBER,
  lora_dropout: NUMBER,
  use_rslora: TRUTH,
  use_dora: TRUTH,
  bias: {
    expected: '"none" or "lora_only" (other trained biases are not supported)',
    accepts: (value) => value === 'none' || value === 'lora_only',
  },
  init_lora_weights: orNull({
    expected: 'true, false or a name',
    accepts: (value) => isBoolean(value) || isString(value),
  }),
  task_type: orNull({ expected: 'a name', accepts: isString }),
  modules_to_save: orNull({ expected: 'a list of names', accepts: isStrings }),
  rank_pattern: NUMBERS,
  alpha_pattern: NUMBERS,
  target_modules: NAMES,
  exclude_modules: orNull(NAMES),
  layers_to_transform: orNull({
    expected: 'a list of layers or one layer',
    accepts: (value) => isLayer(value) || (Array.isArray(value) && value.every(isLayer)),
  }),
  layers_pattern: orNull(NAMES),
};

/** What PEFT takes for a field that is missing. */
const DEFAULTS: Omit<PeftFields, 'target_modules'> = {
  r: 8,
  lora_alpha: 8,
  lora_dropout: 0,
  use_rslora: false,
  use_dora: false,
  bias: 'none',
  init_lora_weights: true,
  task_type: null,
  modules_to_save: null,
  rank_pattern: null,
  alpha_pattern: null,
  exclude_modules: null,
  layers_to_transform: null,
  layers_pattern: null,
};

/**
 * The fields that are read, with PEFT's defaults for those that are missing.
 *
 * @throws {UserError} for a value of another type than PEFT gives the field
 */
export function readPeftFields(source: Readonly<Record<string, unknown>>, where: string): PeftFields {
  const fields: Readonly<Record<string, unknown>> = { target_modules: null, ...DEFAULTS, ...source };
  for (const [name, { expected, accepts }] of Object.entries(TYPES)) {
    const value = fields[name];
    if (!accepts(value))
      throw new UserError(`Expected "${name}" in ${where} to be ${expected}, got ${JSON.stringify(value)}.`);
  }
  return fields as unknown as PeftFields;
}
