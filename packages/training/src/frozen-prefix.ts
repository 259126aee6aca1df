import { UserError } from '@lamella/core';
import {
  compile,
  type CompiledStep,
  type MatmulPrecision,
  type Parameter,
  type Tensor,
  tf,
} from '@lamella/engine';
import { type Batch, type EncodedExample, FILLER_ID } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type TextInputs, toModelInputs, toTextInputs } from './batch-inputs.ts';

/** Options of a frozen prefix. */
export interface FrozenPrefixOptions {
  readonly model: Model;
  readonly trainable: readonly Parameter[];
  /** All that are trained on; their ids differ. */
  readonly examples: readonly EncodedExample[];
  /** As in the steps. @default 'float32' */
  readonly matmulPrecision?: MatmulPrecision;
}

/**
 * Makes the cache of the output of the layers below the lowest trained one, Σ T_i · D · 4 bytes for sequences of T_i tokens.
 *
 * @returns undefined if there are no such layers: the lowest layer or the embeddings are trained. Caller disposes
 * @throws {UserError} if the model's pass can't be cut in two, or the output takes more than half of the free memory
 */
export function makeFrozenPrefix(options: FrozenPrefixOptions): FrozenPrefix | undefined {
  const { model, trainable, examples, matmulPrecision } = options;
  if (model.runLowerLayers === undefined)
    throw new UserError(
      `Expected an encoder where the output of frozen layers is kept, got ${model.family}: leave out ` +
        '`training.keepFrozenPrefix`.',
    );
  const numLayers = countFrozenLayers(model, trainable);
  if (numLayers === 0) return undefined;
  checkMemory(examples, model.config.hiddenSize);
  return new FrozenPrefix(model, numLayers, matmulPrecision);
}

/** Gives the output of the lowest layers without dropout, and runs them once per example. */
export class FrozenPrefix {
  readonly numLayers: number;
  readonly #hiddenSize: number;
  readonly #step: CompiledStep<TextInputs, { readonly states: Tensor }>;
  /** The states of each example's own tokens, [T_i, D], by its id. */
  readonly #kept = new Map<number, Float32Array>();

  constructor(model: Model, numLayers: number, matmulPrecision: MatmulPrecision = 'float32') {
    this.numLayers = numLayers;
    this.#hiddenSize = model.config.hiddenSize;
    this.#step = compile(
      (inputs) => {
        const states = model.runLowerLayers?.(toModelInputs(model, inputs), numLayers);
        if (states === undefined) throw new Error(`Expected lower layers of ${model.family}, got none`);
        return { states };
      },
      { name: 'frozen-prefix', matmulPrecision },
    );
  }

  /** Number of examples whose states are kept. */
  get numKept(): number {
    return this.#kept.size;
  }

  /**
   * R_numLayers of a batch, padded or packed, zero where there is padding; the layers run if an example is new.
   *
   * @returns [B, T, D]; caller disposes
   */
  states(batch: Batch): Tensor {
    const isKnown = (id: number): boolean => id === FILLER_ID || this.#kept.has(id);
    if (!batch.exampleIds.every(isKnown)) this.#keep(batch);
    const states = new Float32Array(batch.size * batch.length * this.#hiddenSize);
    for (const { id, begin } of textsOf(batch))
      states.set(this.#kept.get(id) ?? [], begin * this.#hiddenSize);
    return tf.tensor3d(states, [batch.size, batch.length, this.#hiddenSize]);
  }

  dispose(): void {
    this.#step.dispose();
    this.#kept.clear();
  }

  #keep(batch: Batch): void {
    const inputs = toTextInputs(batch);
    const { states } = this.#step.run(inputs);
    const values = states.dataSync<'float32'>();
    tf.dispose([states, ...Object.values(inputs)]);
    for (const { id, begin, end } of textsOf(batch))
      this.#kept.set(id, values.slice(begin * this.#hiddenSize, end * this.#hiddenSize));
  }
}

/** The examples of a batch, and which of its B·T tokens are theirs. */
function textsOf({ exampleIds, attentionMask, length, packing }: Batch) {
  return [...exampleIds.entries()]
    .filter(([, id]) => id !== FILLER_ID)
    .map(([text, id]) => {
      if (packing !== undefined)
        return { id, begin: packing.starts[text] ?? 0, end: packing.segments.lastIndexOf(text) + 1 };
      const begin = text * length;
      return { id, begin, end: begin + attentionMask.subarray(begin, begin + length).lastIndexOf(1) + 1 };
    });
}

/** The number of lowest layers that training leaves as they are: L if the head alone is trained, 0 if anything below the layers is. */
function countFrozenLayers(model: Model, trainable: readonly Parameter[]): number {
  const paths = model.layers.map((_, layer) => `${model.layerPath(layer)}.`);
  const isInHead = (name: string): boolean =>
    model.trainedHead.some((module) => name.startsWith(`${module}.`));
  const frozenBelow = trainable.map(({ name }) => {
    if (isInHead(name)) return paths.length;
    return Math.max(
      0,
      paths.findIndex((path) => name.startsWith(path)),
    );
  });
  return Math.min(paths.length, ...frozenBelow);
}

function checkMemory(examples: readonly EncodedExample[], hiddenSize: number): void {
  const numTokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
  const bytes = numTokens * hiddenSize * Float32Array.BYTES_PER_ELEMENT;
  const limit = process.availableMemory() / 2;
  if (bytes <= limit) return;
  const gibibytes = (size: number): string => `${(size / 2 ** 30).toFixed(2)} GiB`;
  throw new UserError(
    `Expected the kept output of frozen layers to take at most half of the free memory, ${gibibytes(limit)}; ${examples.length} ` +
      `texts of ${numTokens} tokens take ${gibibytes(bytes)}: leave out \`training.keepFrozenPrefix\`, or train on fewer or shorter texts ` +
      '(`rows.train`, `training.maxLength`).',
  );
}
