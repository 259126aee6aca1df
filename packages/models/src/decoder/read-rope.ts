import { unknownName, UserError } from '@lamella/core';
import type { RopeConfig, RopeScaling } from '../blocks/rotary-embedding.ts';

type Fields = Readonly<Record<string, unknown>>;

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
 * Reads `rope_theta` and `rope_scaling` of a config.json, or `rope_parameters`, which holds both since transformers 5.
 *
 * @param where the file's path, for errors
 */
export function readRope(source: Fields, where: string): RopeConfig {
  const fields = (source['rope_scaling'] ?? source['rope_parameters'] ?? {}) as Fields;
  const theta = source['rope_theta'] ?? fields['rope_theta'] ?? 10000;
  if (typeof theta !== 'number')
    throw new UserError(`Expected "rope_theta" in ${where} to be a number, found ${JSON.stringify(theta)}.`);
  const type = String(fields['rope_type'] ?? fields['type'] ?? 'default');
  const read = Object.hasOwn(SCALINGS, type) ? SCALINGS[type] : undefined;
  if (read === undefined) {
    const message = unknownName('scaling of rotary embeddings', type, Object.keys(SCALINGS));
    throw new UserError(`${message} It is "rope_type" in ${where}.`);
  }
  const number = (key: string): number => {
    const value = fields[key];
    if (typeof value === 'number') return value;
    throw new UserError(
      `Expected "${key}" of the rotary embedding's scaling in ${where} to be a number, found ${JSON.stringify(value) ?? 'nothing'}.`,
    );
  };
  return { theta, scaling: read(number) };
}
