import { compile, type CompiledStep, type MatmulPrecision, type Tensor, tf } from '@lamella/engine';
import { type Batch, FILLER_ID } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type TextInputs, toModelInputs, toTextInputs } from './batch-inputs.ts';
import type { PrefixStates } from './prefix-states.ts';

/** Options of a frozen prefix. */
export interface FrozenPrefixOptions {
  readonly model: Model;
  /** The lowest layers that it is the output of. */
  readonly numLayers: number;
  /** Taken over. */
  readonly states: PrefixStates;
  /** As in the pass that goes on from it. @default 'float32' */
  readonly matmulPrecision?: MatmulPrecision | undefined;
}

/**
 * Gives the output of the lowest layers without dropout, and runs them once per example.
 *
 * With steady rows (`hasSteadyRows`) an example's states are the same to the bit in whichever batches of one layout it is. Caller disposes.
 */
export class FrozenPrefix {
  readonly numLayers: number;
  readonly #hiddenSize: number;
  readonly #step: CompiledStep<TextInputs, { readonly states: Tensor }>;
  readonly #kept: PrefixStates;

  constructor({ model, numLayers, states, matmulPrecision = 'float32' }: FrozenPrefixOptions) {
    this.numLayers = numLayers;
    this.#hiddenSize = model.config.hiddenSize;
    this.#kept = states;
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
   * R_numLayers of a batch, padded or packed, zero where there is padding; the layers run if an example's states aren't there.
   *
   * @returns [B, T, D]; caller disposes
   */
  states(batch: Batch): Tensor {
    const texts = textsOf(batch);
    const known = texts.map(({ id }) => this.#kept.get(id));
    const computed = known.includes(undefined) ? this.#run(batch) : undefined;
    const states = new Float32Array(batch.size * batch.length * this.#hiddenSize);
    for (const [t, text] of texts.entries())
      states.set(known[t] ?? this.#keep(text, computed), text.begin * this.#hiddenSize);
    return tf.tensor3d(states, [batch.size, batch.length, this.#hiddenSize]);
  }

  /** Runs the layers for a batch with an example whose states aren't there. */
  prepare(batch: Batch): void {
    const missing = textsOf(batch).filter(({ id }) => !this.#kept.has(id));
    const computed = missing.length > 0 ? this.#run(batch) : undefined;
    for (const text of missing) this.#keep(text, computed);
  }

  dispose(): void {
    this.#step.dispose();
    this.#kept.dispose();
  }

  /** @param computed of the whole batch, [B·T·D] */
  #keep({ id, begin, end }: TextPlace, computed: Float32Array | undefined): Float32Array {
    const states = (computed ?? new Float32Array()).slice(begin * this.#hiddenSize, end * this.#hiddenSize);
    this.#kept.set(id, states);
    return states;
  }

  /** @returns [B·T·D] */
  #run(batch: Batch): Float32Array {
    const inputs = toTextInputs(batch);
    const { states } = this.#step.run(inputs);
    const values = states.dataSync<'float32'>();
    tf.dispose([states, ...Object.values(inputs)]);
    return values;
  }
}

/** An example of a batch, and which of its B·T tokens are the example's. */
interface TextPlace {
  readonly id: number;
  readonly begin: number;
  readonly end: number;
}

function textsOf({ exampleIds, attentionMask, length, packing }: Batch): TextPlace[] {
  return [...exampleIds.entries()]
    .filter(([, id]) => id !== FILLER_ID)
    .map(([text, id]) => {
      if (packing !== undefined)
        return { id, begin: packing.starts[text] ?? 0, end: packing.segments.lastIndexOf(text) + 1 };
      const begin = text * length;
      return { id, begin, end: begin + attentionMask.subarray(begin, begin + length).lastIndexOf(1) + 1 };
    });
}
