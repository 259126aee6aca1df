import { UserError } from '@lamella/core';

/** An error that says why a file is not weights that PyTorch has saved, or more than weights. */
export function unsound(path: string, what: string): UserError {
  return new UserError(
    `${path} is not a sound file of PyTorch weights: ${what}${what.endsWith('?') ? '' : '.'}`,
  );
}

/** Text of a file, cut short, for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length <= 100 ? text : `${text.slice(0, 100)}…`);
}
