import { UserError } from '@lamella/core';
import { configReader, type Fields } from '@lamella/files';

/**
 * The window of a Qwen2, which `use_sliding_window` switches on. transformers 4.46 then has it in all layers, and 5 in those from
 * `max_window_layers` on, or in those that `layer_types` names: both have to be all layers.
 *
 * @throws {UserError} if there is a window that releases of transformers apply to other layers
 */
export function readQwen2Window(source: Fields, where: string): number | undefined {
  const read = configReader(source, where);
  if (!read.flag('use_sliding_window', false) || source['sliding_window'] === null) return undefined;
  const isNamed = Array.isArray(source['layer_types']); // Its names are checked for all decoders.
  const first = isNamed ? 0 : read.count('max_window_layers', 28);
  if (first === 0) return read.size('sliding_window', 4096);
  throw new UserError(
    `Expected "max_window_layers" in ${where} to be 0 where "use_sliding_window" is true, got ${first}: ` +
      'releases of transformers differ in which layers have the window.',
  );
}
