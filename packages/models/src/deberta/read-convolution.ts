import { UserError } from '@lamella/core';
import { configReader, type Fields, requireMultiple } from '@lamella/files';
import { readActivation } from '../blocks/activations.ts';

/** The convolution beside the first layer. */
export interface ConvolutionConfig {
  /** Neighbouring tokens that a token sees, itself included; odd. */
  readonly kernelSize: number;
  /** Features are convolved in so many groups, each by itself. */
  readonly numGroups: number;
  readonly activation: string;
}

/**
 * Reads the convolution of DeBERTa-v2's xlarge and xxlarge models.
 *
 * @returns undefined if there is none
 * @throws {UserError} if its size is even: its output would have another number of tokens
 */
export function readConvolution(
  source: Fields,
  where: string,
  hiddenSize: number,
): ConvolutionConfig | undefined {
  const read = configReader(source, where);
  const kernelSize = read.count('conv_kernel_size', 0);
  const numGroups = read.size('conv_groups', 1);
  const activation = readActivation(source, 'conv_act', { fallback: 'tanh', where });
  if (kernelSize === 0) return undefined;
  if (kernelSize % 2 === 0)
    throw new UserError(`Expected "conv_kernel_size" in ${where} to be odd, got ${kernelSize}.`);
  requireMultiple(['hidden_size', hiddenSize], ['conv_groups', numGroups], where);
  return { kernelSize, numGroups, activation };
}
