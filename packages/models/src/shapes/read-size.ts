import { configReader } from '@lamella/files';
import type { Config, MapShape } from './model-shape.ts';

/** Sizes that may be 0. */
const COUNTS: readonly string[] = ['type_vocab_size', 'conv_kernel_size'];

/**
 * Reads a size of a config.json.
 *
 * @param fallback what transformers takes if the field is absent
 * @throws {UserError} if there is neither, or if it is no size
 */
export function readSize(config: Config, key: string, fallback?: number): number {
  const read = configReader(config, 'config.json');
  if (key === 'num_hidden_layers') return read.layers(key, fallback);
  return COUNTS.includes(key) ? read.count(key, fallback) : read.size(key, fallback);
}

/** A linear map with a bias. */
export function denseMap(path: string, inputs: number, outputs: number): MapShape {
  return { path, inputs, outputs, hasBias: true };
}

/** Parameters of a linear map with a bias. */
export function dense(inputs: number, outputs: number): number {
  return inputs * outputs + outputs;
}
