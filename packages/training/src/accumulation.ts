import type { Batch } from '@lamella/datasets';
import { countTokenLabels } from './causal-lm/next-tokens.ts';

/**
 * How the gradients of several micro-batches become one: the mean of those of their mean losses, their sum as transformers
 * 4.46 had it for classifiers, or the gradient of all losses together divided by the number of labels in all micro-batches,
 * as transformers has it for causal language models.
 */
export type AccumulationMode = 'mean' | 'sum' | 'tokens';

/** The weights of each micro-batch's mean loss in the gradient, and in the loss that is reported. */
export interface MicroBatchWeights {
  readonly gradients: readonly number[];
  readonly losses: readonly number[];
}

/** Every micro-batch counts the same. */
export function evenWeights(count: number): MicroBatchWeights {
  const weights = new Array<number>(count).fill(1 / count);
  return { gradients: weights, losses: weights };
}

/** The weights that an accumulation mode gives to the micro-batches of a step. */
export function accumulationWeights(mode: AccumulationMode, batches: readonly Batch[]): MicroBatchWeights {
  const even = evenWeights(batches.length);
  if (mode === 'mean') return even;
  if (mode === 'sum') return { ...even, gradients: batches.map(() => 1) };
  const counts = batches.map(countLabels);
  const total = counts.reduce((sum, { labels }) => sum + labels, 0);
  const weights = counts.map(({ predictions }) => predictions / total);
  return { gradients: weights, losses: weights };
}

/** A batch without labels of tokens has one label per example. */
function countLabels(batch: Batch): { readonly labels: number; readonly predictions: number } {
  if (batch.tokenLabels !== undefined) return countTokenLabels(batch);
  const numExamples = batch.weights.reduce((a, b) => a + b, 0);
  return { labels: numExamples, predictions: numExamples };
}
