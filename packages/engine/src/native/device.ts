import { unknownName, UserError } from '@lamella/core';
import { SET_UP_COMMAND } from './set-up-command.ts';

/** The devices that TensorFlow can be set up for. */
export const DEVICES = ['cpu', 'cuda'] as const;
export type Device = (typeof DEVICES)[number];

/**
 * The device that `LAMELLA_DEVICE` names.
 *
 * @throws UserError for a name that is none
 */
export function toDevice(name: string): Device {
  const device = DEVICES.find((known) => known === name);
  if (device === undefined) throw new UserError(unknownName('LAMELLA_DEVICE', name, DEVICES));
  return device;
}

/**
 * Checks that the engine is the one that `LAMELLA_DEVICE` asks for; a build of the user's own is whatever it is.
 *
 * @param name the variable's value; empty or undefined asks for nothing
 * @throws UserError for a name that is none, and for another device than the engine was set up for
 */
export function requireDevice(name: string | undefined, variant: Device | 'own'): void {
  if (!name) return;
  const device = toDevice(name);
  if (variant === 'own' || variant === device) return;
  throw new UserError(
    `LAMELLA_DEVICE=${device}, got an engine that was set up for ${variant}. Run: ${SET_UP_COMMAND}`,
  );
}
