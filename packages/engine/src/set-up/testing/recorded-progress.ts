import type { Progress } from '../progress.ts';

/** A progress that keeps the steps it is told, for tests to look at. */
export function recordedProgress(): Progress & { readonly steps: string[] } {
  const steps: string[] = [];
  return { steps, start: (step) => steps.push(step), update: () => {}, end: () => {} };
}
