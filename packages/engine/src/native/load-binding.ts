import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { requireDevice } from './device.ts';
import { bindingFolder, readStamp, type EngineStamp } from './engine-stamp.ts';
import { SET_UP_COMMAND } from './set-up-command.ts';

/**
 * What was set up, without loading it.
 *
 * @throws UserError with the command that sets up the engine, if that has not been done
 */
export function requireSetUp(folder: string = bindingFolder()): EngineStamp {
  const stamp = readStamp(folder);
  if (stamp === undefined) throw new UserError(`The engine is not set up. Run: ${SET_UP_COMMAND}`);
  return stamp;
}

/**
 * Loads the native binding ahead of tfjs, which then finds it loaded: an engine that is not set up, or whose
 * libraries are gone, is told in Lamella's words instead of tfjs's.
 *
 * @returns what was set up
 * @throws UserError that says what to do
 */
export function loadBinding(folder: string = bindingFolder()): EngineStamp {
  const stamp = requireSetUp(folder);
  requireDevice(process.env['LAMELLA_DEVICE'], stamp.variant);
  try {
    createRequire(import.meta.url)(join(folder, 'tfjs_binding.node'));
    return stamp;
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
