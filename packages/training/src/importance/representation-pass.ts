import { compile, type CompiledStep, Dropout, type Tensor, tf } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type TextInputs, toModelInputs, toTextInputs } from '../batch-inputs.ts';
import { type Pooling, pool } from './pooling.ts';

/**
 * Where the last representation R_L is taken: after the final norm, as the paper does (which makes the last layer look
 * more important than it is), or before it. Models without a final norm have one such place.
 */
export type LastLayer = 'normed' | 'raw';

/** The representation of a sample. */
export interface RepresentationOptions {
  readonly pooling: Pooling;
  /** @default 'normed' */
  readonly lastLayer?: LastLayer;
  readonly isEager?: boolean;
}

/** The pooled representations R_0 … R_L of a batch. */
export class RepresentationPass {
  readonly #step: CompiledStep<TextInputs, { readonly representations: Tensor }>;
  readonly #pooling: Pooling;

  constructor(model: Model, { pooling, lastLayer, isEager }: RepresentationOptions) {
    this.#pooling = pooling;
    this.#step = compile(
      (inputs) => {
        const outputs = model.forward(toModelInputs(model, inputs), new Dropout());
        if (pooling === 'cls' && outputs.firstTokens !== undefined)
          return { representations: tf.stack([...outputs.firstTokens(lastLayer)]) };
        const { hiddenStates, lastLayerRaw } = outputs;
        const states =
          lastLayer === 'raw' && lastLayerRaw !== undefined
            ? [...hiddenStates.slice(0, -1), lastLayerRaw]
            : hiddenStates;
        return {
          representations: tf.stack(states.map((hidden) => pool(hidden, inputs.attentionMask, pooling))),
        };
      },
      { name: 'representations', isEager: isEager ?? false },
    );
  }

  /** @param use gets [L + 1, B, D], [L + 1, S, D] of packed rows; it is freed afterwards */
  run(batch: Batch, use: (representations: Tensor) => void): void {
    if (batch.packing !== undefined && this.#pooling !== 'cls')
      throw new Error(`Expected rows of one text each for pooling "${this.#pooling}", got packed ones`);
    const inputs = toTextInputs(batch);
    const { representations } = this.#step.run(inputs);
    try {
      use(representations);
    } finally {
      tf.dispose([representations, ...Object.values(inputs)]);
    }
  }

  dispose(): void {
    this.#step.dispose();
  }
}
