import { unknownName, UserError } from '@lamella/core';
import { checkFields, configReader, type Fields } from '@lamella/files';
import type { RopeConfig, RopeScaling } from '../shapes/rope-config.ts';
import { ROPE_FIELDS } from './rope-fields.ts';

/** How each kind of scaling is read from its fields. Others (dynamic, yarn, longrope) are refused by name. */
const SCALINGS: Readonly<Record<string, (number: (key: string) => number) => RopeScaling>> = {
  default: () => ({ type: 'default' }),
  linear: (number) => ({ type: 'linear', factor: number('factor') }),
  llama3: (number) => ({
    type: 'llama3',
    factor: number('factor'),
    lowFrequencyFactor: number('low_freq_factor'),
    highFrequencyFactor: number('high_freq_factor'),
    originalMaxPositions: number('original_max_position_embeddings'),
  }),
};

/**
 * Reads `rope_theta` and `rope_scaling` of a config.json, or `rope_parameters`, which holds both since transformers 5. Where a
 * file has one number twice, they have to agree: releases differ in which one they take.
 *
 * @param where the file's path, for errors
 */
export function readRope(source: Fields, where: string): RopeConfig {
  const read = configReader(source, where);
  const [old, newer] = [read.object('rope_scaling'), read.object('rope_parameters')];
  const fields = old !== undefined && Object.keys(old).length > 0 ? old : (newer ?? {});
  const place = `"${fields === old ? 'rope_scaling' : 'rope_parameters'}" of ${where}`;
  const rope = readRopeParameters(fields, place, read.positive('rope_theta', 10000));
  if (fields === old && newer !== undefined) requireSame(old, newer, where);
  agree(['rope_theta', source['rope_theta'], fields['rope_theta']], where);
  if (rope.scaling.type === 'llama3') {
    const key = 'original_max_position_embeddings';
    agree([key, source[key], fields[key]], where);
  }
  return rope;
}

/**
 * Reads one group of settings of a rotation.
 *
 * @param place what the group is called, with the file's path, for errors
 * @param theta what it is where the group doesn't say
 */
export function readRopeParameters(fields: Fields, place: string, theta: number): RopeConfig {
  checkFields(fields, ROPE_FIELDS, { where: place, unknown: 'warned' });
  const scaling = configReader(fields, place);
  agree(['rope_type', fields['type'], fields['rope_type']], place);
  const type = scaling.text('rope_type', scaling.text('type', 'default'));
  const readScaling = Object.hasOwn(SCALINGS, type) ? SCALINGS[type] : undefined;
  if (readScaling === undefined) {
    const message = unknownName('scaling of rotary embeddings', type, Object.keys(SCALINGS));
    throw new UserError(`${message} It is "rope_type" in ${place}.`);
  }
  return {
    theta: scaling.positive('rope_theta', theta),
    scaling: readScaling((key) => scaling.positive(key)),
  };
}

function requireSame(old: Fields, newer: Fields, where: string): void {
  for (const key of Object.keys(old)) agree([key, old[key], newer[key]], where);
}

/**
 * Refuses a number that a file has twice, and not alike: releases of transformers differ in which one they take.
 *
 * @throws {UserError} naming the field
 */
export function agree(
  [key, one, other]: readonly [key: string, one: unknown, other: unknown],
  where: string,
): void {
  const [a, b] = [one ?? other, other ?? one];
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  throw new UserError(
    `Expected "${key}" of the rotary embedding to be one value in ${where}, got ${JSON.stringify(one)} and ${JSON.stringify(other)}.`,
  );
}
