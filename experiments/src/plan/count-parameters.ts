import { UserError, unknownName } from '@lamella/core';
import type { ResolvedTrial } from '../sweep/trial.ts';
import type { ModelSizes } from './model-sizes.ts';

/** Parameters of a trial, as `TrialOutcome` has them, but from formulas. */
export interface ParameterPlan {
  readonly trainable: number;
  /** In LoRA's matrices. */
  readonly adapter: number;
  readonly head: number;
  /** Of the model without adapters. */
  readonly total: number;
}

/**
 * Counts a trial's parameters without its model: LoRA has rank · (in + out) for each adapted map, the head is
 * trained with every method, and full fine-tuning trains everything.
 *
 * @param numLabels outputs of the head
 * @throws UserError for a target that the layers don't have
 */
export function countTrialParameters(
  trial: ResolvedTrial,
  sizes: ModelSizes,
  numLabels: number,
): ParameterPlan {
  const head = countHead(sizes, numLabels);
  const total = countModel(sizes) + head;
  if (trial.tuning === 'full') return { trainable: total, adapter: 0, head, total };
  const adapter = trial.adapter === null ? 0 : countAdaptedLayers(trial) * countLora(trial.adapter, sizes);
  return { trainable: adapter + head, adapter, head, total };
}

/** N, the number of layers that a trial adapts. */
export function countAdaptedLayers({ tuning, selection, numLayers }: ResolvedTrial): number {
  if (selection === null) return tuning === 'full' ? numLayers : 0;
  if (selection.method === 'all') return numLayers;
  return selection.method === 'list' ? selection.layers.length : selection.count;
}

/** The head that is trained: RoBERTa's dense and out_proj, BERT's classifier (its pooler is frozen). */
function countHead({ family, hidden: D }: ModelSizes, numLabels: number): number {
  const output = linear(D, numLabels);
  return family === 'roberta' ? linear(D, D) + output : output;
}

function countLora(
  { rank, targets }: { rank: number; targets: readonly string[] },
  sizes: ModelSizes,
): number {
  const shapes = projectionShapes(sizes);
  return sum(
    targets.map((name) => {
      const shape = shapes[name];
      if (shape === undefined)
        throw new UserError(unknownName('target module', name, Object.keys(shapes)), { exitCode: 2 });
      return rank * (shape[0] + shape[1]);
    }),
  );
}

/** Inputs and outputs of a layer's linear maps. */
function projectionShapes({
  hidden: D,
  intermediate: F,
}: ModelSizes): Record<string, readonly [number, number]> {
  return {
    query: [D, D],
    key: [D, D],
    value: [D, D],
    'attention.output.dense': [D, D],
    'intermediate.dense': [D, F],
    'output.dense': [F, D],
  };
}

/** Embeddings, layers and BERT's pooler: all but the head. */
function countModel(sizes: ModelSizes): number {
  const { hidden: D, vocabulary, positions, tokenTypes, layers, family } = sizes;
  const norm = 2 * D;
  const embeddings = (vocabulary + positions + tokenTypes) * D + norm;
  const maps = Object.values(projectionShapes(sizes)).map(([inputs, outputs]) => linear(inputs, outputs));
  const pooler = family === 'bert' ? linear(D, D) : 0;
  return embeddings + layers * (sum(maps) + 2 * norm) + pooler;
}

function linear(inputs: number, outputs: number): number {
  return inputs * outputs + outputs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
