import { UserError } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { compile, type CompiledStep, Dropout, type Tensor, tf } from '@lamella/engine';
import type { Model } from '@lamella/models';
import { type BatchInputs, toInputs } from './batch-inputs.ts';
import { predictionLosses } from './losses.ts';
import { passBatches } from './pass-batches.ts';

/** A language model's loss over examples that it does not learn from. */
export interface HeldOutLoss {
  /** Mean negative log-likelihood of a learnt token, in nats. */
  readonly loss: number;
  /** exp(loss) */
  readonly perplexity: number;
  /** The tokens that the mean is over. */
  readonly numTokens: number;
}

/** A compiled forward pass without dropout that gives the loss of every learnt token. Caller disposes. */
export class LossEvaluator {
  readonly #step: CompiledStep<BatchInputs, { readonly losses: Tensor }>;
  readonly #model: Model;
  readonly #padId: number;

  constructor(model: Model, { padId }: { readonly padId: number }) {
    this.#model = model;
    this.#padId = padId;
    this.#step = compile(
      (inputs) => ({ losses: predictionLosses({ model, kind: 'causal-lm' }, inputs, new Dropout()) }),
      { name: 'held-out-loss' },
    );
  }

  /**
   * The mean of -log p(token | tokens before it) over all learnt tokens of all examples, each the same; tokens of one batch are
   * not averaged first, so that the batch size changes nothing but rounding. It is the loss of transformers' causal language
   * models with labels of -100 where nothing is learnt, over all examples at once.
   *
   * @param batchSize texts of a batch
   * @throws UserError if a loss is not finite, or no token is learnt
   */
  evaluate(examples: readonly EncodedExample[], batchSize: number): HeldOutLoss {
    let sum = 0;
    let numTokens = 0;
    for (const batch of passBatches(examples, this.#model, {
      batchSize,
      padId: this.#padId,
      mayPack: false,
    })) {
      const inputs = toInputs(batch);
      const { losses } = this.#step.run(inputs);
      const values = losses.dataSync<'float32'>();
      const weights = inputs.weights.dataSync<'float32'>();
      tf.dispose([losses, ...Object.values(inputs)]);
      for (const [place, weight] of weights.entries()) {
        if (weight === 0) continue;
        sum += values[place] ?? NaN;
        numTokens += 1;
      }
    }
    if (numTokens === 0) throw new UserError('Expected held-out examples with tokens to predict, got none.');
    const loss = sum / numTokens;
    if (Number.isFinite(loss)) return { loss, perplexity: Math.exp(loss), numTokens };
    throw new UserError(
      `Expected a finite held-out loss, got ${loss}: the model has diverged, or its weights are no good.`,
    );
  }

  dispose(): void {
    this.#step.dispose();
  }
}
