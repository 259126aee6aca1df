import { UserError } from '@lamella/core';
import type { Parameter } from '@lamella/engine';

/**
 * Checks that matrices are not quantised.
 *
 * @param weights by the names that a message gives them
 * @param need what needs them, and what else can be done: `base for PiSSA`, `Leave quantization out.`
 * @throws {UserError} (exit code 2) for the first one that is quantised
 */
export function requireUnquantized(
  weights: Iterable<readonly [name: string, weight: Pick<Parameter, 'quantization'>]>,
  need: { readonly what: string; readonly remedy: string },
): void {
  for (const [name, { quantization }] of weights) {
    if (quantization === undefined) continue;
    throw new UserError(
      `Expected an unquantised ${need.what}, got ${name} in ${quantization}. ${need.remedy}`,
      { exitCode: 2 },
    );
  }
}
