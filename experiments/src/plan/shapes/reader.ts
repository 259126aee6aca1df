import { UserError } from '@lamella/core';
import type { Config, MapShape } from './shape.ts';

/**
 * Reads a whole number of a config.json.
 *
 * @param fallback what transformers takes if the field is absent
 * @throws UserError if there is neither
 */
export function readSize(config: Config, key: string, fallback?: number): number {
  const value = config[key] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new UserError(
    `Expected "${key}" in config.json to be a whole number, found ${JSON.stringify(value) ?? 'nothing'}.`,
  );
}

export function map(inputs: number, outputs: number, options = { hasBias: true }): MapShape {
  return { inputs, outputs, ...options };
}

/** Parameters of a linear map with a bias. */
export function dense(inputs: number, outputs: number): number {
  return inputs * outputs + outputs;
}
