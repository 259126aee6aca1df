import type { Batch } from '@lamella/datasets';
import { compile, type CompiledStep, Dropout, type Tensor, tf } from '@lamella/engine';
import type { Model, ModelOutputs } from '@lamella/models';
import { type TextInputs, toModelInputs, toTextInputs } from '../batch-inputs.ts';
import { type Pooling, pool } from './pooling.ts';
import { contentMask } from './shared-ending.ts';

/**
 * Where the last representation R_L is taken: after the final norm, as the paper does, or before it: the norm's own
 * change counts as the last layer's, whose importance it may raise or lower. Models without a final norm have one such place.
 */
export type LastLayer = 'normed' | 'raw';

/** The representation of a sample. */
export interface Representation {
  readonly pooling: Pooling;
  /** @default 'normed' */
  readonly lastLayer?: LastLayer;
}

/** Settings of a pass, whatever is taken from it. */
export interface PassSettings {
  /** The ending that the pooling `last-content` leaves out, see `sharedEnding`. @default none */
  readonly ending?: readonly number[];
  readonly isEager?: boolean;
}

/** The representation of a sample, and how it is computed. */
export interface RepresentationOptions extends Representation, PassSettings {}

/** The pooled representations R_0 … R_L of a batch, in one form or several from the same forward pass. */
export class RepresentationPass {
  readonly #step: CompiledStep<PassInputs, Record<string, Tensor>>;
  readonly #forms: readonly Representation[];
  readonly #ending: readonly number[];

  constructor(model: Model, forms: readonly Representation[], { ending = [], isEager }: PassSettings = {}) {
    this.#forms = forms;
    this.#ending = ending;
    this.#step = compile(
      ({ contentMask, ...inputs }) => {
        const outputs = model.forward(toModelInputs(model, inputs), new Dropout());
        const masks = { attentionMask: inputs.attentionMask, contentMask };
        return Object.fromEntries(
          forms.map((form, i) => [`representations${i}`, tf.stack(takeForm(outputs, masks, form))]),
        );
      },
      { name: 'representations', isEager: isEager ?? false },
    );
  }

  /** @param use gets [L + 1, B, D] for each form, [L + 1, S, D] of packed rows; they are freed afterwards */
  run(batch: Batch, use: (representations: readonly Tensor[]) => void): void {
    const unpacked = this.#forms.find(({ pooling }) => pooling !== 'cls');
    if (batch.packing !== undefined && unpacked !== undefined)
      throw new Error(`Expected rows of one text each for pooling "${unpacked.pooling}", got packed ones`);
    const inputs = this.#inputsOf(batch);
    const outputs = this.#step.run(inputs);
    try {
      use(this.#forms.map((_, i) => outputs[`representations${i}`] as Tensor));
    } finally {
      tf.dispose([...Object.values(outputs), ...Object.values(inputs)]);
    }
  }

  dispose(): void {
    this.#step.dispose();
  }

  #inputsOf(batch: Batch): PassInputs {
    const inputs = toTextInputs(batch);
    if (this.#forms.every(({ pooling }) => pooling !== 'last-content')) return inputs;
    const mask = contentMask(batch, this.#ending);
    return { ...inputs, contentMask: tf.tensor2d(mask, [batch.size, batch.length], 'int32') };
  }
}

interface PassInputs extends TextInputs {
  /** [B, T] int32, where the last token of the content is asked for. */
  readonly contentMask?: Tensor;
}

/** R_0 … R_L, each [B, D]. */
function takeForm(
  outputs: ModelOutputs,
  masks: { readonly attentionMask: Tensor; readonly contentMask: Tensor | undefined },
  { pooling, lastLayer }: Representation,
): Tensor[] {
  if (pooling === 'cls' && outputs.firstTokens !== undefined) return [...outputs.firstTokens(lastLayer)];
  const { hiddenStates, lastLayerRaw } = outputs;
  const states =
    lastLayer === 'raw' && lastLayerRaw !== undefined
      ? [...hiddenStates.slice(0, -1), lastLayerRaw]
      : hiddenStates;
  const mask = pooling === 'last-content' ? masks.contentMask : undefined;
  return states.map((hidden) => pool(hidden, mask ?? masks.attentionMask, pooling));
}
