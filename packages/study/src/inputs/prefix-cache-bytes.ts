import { UserError } from '@lamella/core';
import { isMemoryText, memoryBytes } from '@lamella/spec';

const DEFAULT_BYTES = 8 * 2 ** 30;

/**
 * The most bytes that the output of frozen layers may take in the user's cache.
 *
 * @throws {UserError} (exit code 2) if the environment says something else than a size
 */
export function prefixCacheBytes(text = process.env['LAMELLA_FROZEN_LAYERS_CACHE']): number {
  if (text === undefined || text === '') return DEFAULT_BYTES;
  if (text === '0') return 0;
  if (isMemoryText(text)) return memoryBytes(text);
  throw new UserError(
    `Expected LAMELLA_FROZEN_LAYERS_CACHE to be a size such as '20 GiB' or '500 MiB', or 0, got '${text}'.`,
    { exitCode: 2 },
  );
}
