import { UserError } from '@lamella/core';

/** Layers as the paper's code writes them: one digit per layer, layer 0 first, 1 for a selected layer. */
export function toOneHot(layers: readonly number[], numLayers: number): string {
  const selected = new Set(layers);
  return Array.from({ length: numLayers }, (_, layer) => (selected.has(layer) ? '1' : '0')).join('');
}

/**
 * The layers of a one-hot string, ascending.
 *
 * @throws UserError if it has other characters than 0 and 1, another length than the model has layers, or no 1
 */
export function fromOneHot(oneHot: string, numLayers: number): number[] {
  const problem = findProblem(oneHot, numLayers);
  if (problem !== undefined) {
    throw new UserError(
      `Expected a one-hot string of ${numLayers} digits, 0 or 1, got "${oneHot}": ${problem}.`,
      { exitCode: 2 },
    );
  }
  return [...oneHot].flatMap((digit, layer) => (digit === '1' ? [layer] : []));
}

function findProblem(oneHot: string, numLayers: number): string | undefined {
  const stranger = oneHot.match(/[^01]/u);
  if (stranger) return `"${stranger[0]}" is neither 0 nor 1`;
  if (oneHot.length !== numLayers) return `it has ${oneHot.length} digits`;
  return oneHot.includes('1') ? undefined : 'it selects no layer';
}
