import type { Batch, EncodedExample } from '@lamella/datasets';
import { compile, type CompiledStep, Dropout, type Tensor, tf } from '@lamella/engine';
import type { Model } from '@lamella/models';
import { type TextInputs, toModelInputs, toTextInputs } from './batch-inputs.ts';
import { tokenLosses } from './losses.ts';
import type { FrozenPrefix } from './frozen-prefix.ts';
import { type FrozenPrefixes, prefixOfPass } from './frozen-prefixes.ts';
import { passBatches } from './pass-batches.ts';
import type { PassSettings } from './predict.ts';
import { nextTokenPlaces } from './causal-lm/next-tokens.ts';
import { textAt } from './token-places.ts';

interface PlacedInputs extends TextInputs {
  /** [P] int32: which of the B·T tokens each prediction is made at */
  readonly positions: Tensor;
  /** [P] int32: the tokens that are predicted there */
  readonly targets: Tensor;
}

/**
 * A compiled forward pass without dropout that tells how likely a language model finds the labelled tokens of texts:
 * Σ_t log p(token t | tokens before t) over the tokens with a label, in nats. Logits are computed at these alone. Caller disposes.
 */
export class LogLikelihoods {
  readonly #step: CompiledStep<PlacedInputs, { readonly losses: Tensor }>;
  readonly #model: Model;
  readonly #padId: number;
  readonly #prefixes: FrozenPrefixes | undefined;

  constructor(model: Model, { padId, isEager = false, prefixes }: PassSettings) {
    this.#model = model;
    this.#padId = padId;
    this.#prefixes = prefixes;
    this.#step = compile(
      ({ positions, targets, ...inputs }) => {
        const places = { inputs: toModelInputs(model, inputs, prefixes?.numLayers), positions, targets };
        return { losses: tokenLosses(model, places, new Dropout()) };
      },
      { name: 'log-likelihoods', isEager },
    );
  }

  /**
   * The log-likelihood of every example's labelled tokens, in the order given.
   *
   * @param examples with ids of their own @param batchSize rows of a padded batch, or the most rows of one with packed texts
   * @throws UserError for an example that is too long for the model, or has a token that it doesn't know
   */
  sums(examples: readonly EncodedExample[], batchSize = 32): Float64Array {
    const index = new Map(examples.map(({ id }, i) => [id, i]));
    const sums = new Float64Array(examples.length);
    const prefix = prefixOfPass(examples, batchSize, this.#prefixes);
    for (const batch of passBatches(examples, this.#model, { batchSize, padId: this.#padId }))
      for (const [text, value] of this.#sumTexts(batch, prefix).entries()) {
        const example = index.get(batch.exampleIds[text] ?? -1);
        if (example !== undefined) sums[example] = value;
      }
    return sums;
  }

  dispose(): void {
    this.#step.dispose();
  }

  /** @returns [n] of n texts */
  #sumTexts(batch: Batch, prefix: FrozenPrefix | undefined): Float64Array {
    const { positions, targets, weights } = nextTokenPlaces(batch, 'prediction');
    const inputs = {
      ...toTextInputs(batch),
      ...(prefix && { lowerStates: prefix.states(batch) }),
      positions: tf.tensor1d(positions, 'int32'),
      targets: tf.tensor1d(targets, 'int32'),
    };
    const { losses } = this.#step.run(inputs);
    const values = losses.dataSync<'float32'>();
    tf.dispose([losses, ...Object.values(inputs)]);
    const sums = new Float64Array(batch.exampleIds.length);
    for (const [place, weight] of weights.entries()) {
      if (weight === 0) continue;
      const text = textAt(batch, positions[place] ?? 0);
      sums[text] = (sums[text] ?? 0) - (values[place] ?? NaN);
    }
    return sums;
  }
}
