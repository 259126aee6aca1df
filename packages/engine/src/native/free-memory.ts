import { currentBinding } from './binding.ts';

/**
 * Gives memory that was freed, but that the C library keeps for later, back to the system: otherwise the peak of a small
 * piece of work in a process would be that of a large one before it.
 */
export function releaseFreeMemory(): void {
  currentBinding().releaseFreeMemory();
}
