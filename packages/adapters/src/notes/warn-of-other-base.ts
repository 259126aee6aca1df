import { warn } from '@lamella/core';
import type { TaskNote } from './task-note.ts';

/**
 * Warns where an adapter's base is held in another way than in its training, so that outputs differ from those that were scored.
 *
 * @param note the adapter's, if Lamella has written it
 * @param quantization of the base at hand; undefined if it is not quantised
 */
export function warnOfOtherBase(note: TaskNote | undefined, quantization: TaskNote['quantization']): void {
  if (note === undefined || note.quantization === quantization) return;
  warn(
    `The adapter was trained on a base held ${described(note.quantization)}, and this one is held ${described(quantization)}: ` +
      'outputs differ from those that its scores are of.',
  );
}

function described(quantization: TaskNote['quantization']): string {
  return quantization === undefined ? 'unquantised' : `in ${quantization}`;
}
