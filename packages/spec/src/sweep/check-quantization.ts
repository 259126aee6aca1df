import { UserError } from '@lamella/core';
import type { ExperimentSpec } from '../language/experiment-spec.ts';
import type { Quantization } from '../language/names.ts';
import type { ResolvedTuning } from './trial.ts';

/** How a spec holds the frozen matrices of layers; undefined: as the training's precision says. */
export function quantizationOf({
  quantization = 'none',
}: Pick<ExperimentSpec, 'quantization'>): Quantization | undefined {
  return quantization === 'none' ? undefined : quantization;
}

/**
 * Checks that a trial leaves quantised weights as they are.
 *
 * @throws UserError (exit code 2) for full fine-tuning, for PiSSA, whose start is made of the weights, and for a model that would
 *   have to be written
 */
export function checkQuantization(
  spec: Pick<ExperimentSpec, 'quantization' | 'keep'>,
  { method }: { readonly method: string },
  { tuning, adapter }: ResolvedTuning,
): void {
  const quantization = quantizationOf(spec);
  if (quantization === undefined) return;
  const refuse = (expected: string, got: string, remedy: string): never => {
    throw new UserError(
      `Expected ${expected} with quantization: ${quantization}, got ${got} in method ${method}. ${remedy}`,
      { exitCode: 2 },
    );
  };
  if (tuning === 'full')
    refuse('tuning: lora, head or none', 'tuning: full', 'Quantised weights stay as they are.');
  if (tuning === 'head' && spec.keep === 'all')
    refuse('keep: none or best', 'keep: all', 'A model with quantised weights is not written.');
  const init = adapter !== null && 'init' in adapter ? adapter.init : undefined;
  if (init !== undefined && init !== 'standard')
    refuse('adapter.init to be standard', String(init), 'PiSSA starts from the unquantised weights.');
}
