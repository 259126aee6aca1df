import { unknownName, UserError } from '@lamella/core';
import type { ImportanceMethod } from '@lamella/metrics/selection';
import type { ImportanceRequest } from '../importance/importance-request.ts';
import { measureVariantsForCommand } from './measure-variants.ts';
import { compareVariants, type VariantComparison } from './variant-comparison.ts';
import { type VariantOption, variantOptions } from './variant-options.ts';

/** A request for variants, as the command line has it. */
export interface AskedVariants {
  /** The names of settings; true for all. */
  readonly variants: true | readonly string[];
  readonly methods: readonly ImportanceMethod[];
  onBatch(numSamples: number): void;
}

/** The layers that are selected where the number is not given: half, as in the paper. */
const half = 0.5;

/**
 * Measures the variants that are asked for, and sets them beside their base.
 *
 * @throws UserError (exit code 2) for an unknown setting, several metrics, or a format of one selection
 */
export async function findVariants(
  request: ImportanceRequest,
  { variants, methods, onBatch }: AskedVariants,
): Promise<VariantComparison> {
  const options = readOptions(variants);
  checkForm(request, methods);
  const asked = { ...request, options, select: request.select ?? half };
  return compareVariants(asked, await measureVariantsForCommand(asked, onBatch));
}

function readOptions(variants: AskedVariants['variants']): VariantOption[] {
  if (variants === true) return [...variantOptions];
  const stranger = variants.find((name) => !variantOptions.some((option) => option === name));
  if (stranger !== undefined)
    throw new UserError(unknownName('setting of --variants', stranger, variantOptions), { exitCode: 2 });
  return variantOptions.filter((option) => variants.includes(option));
}

function checkForm({ format }: ImportanceRequest, methods: readonly ImportanceMethod[]): void {
  if (methods.length > 1)
    throw new UserError(
      `Expected one metric with --variants, got ${methods.length}: ${methods.join(', ')}.`,
      {
        exitCode: 2,
      },
    );
  if (format !== 'text' && format !== 'json')
    throw new UserError(
      `Expected --format text or json with --variants, got ${format}, which is of one selection.`,
      { exitCode: 2 },
    );
}
