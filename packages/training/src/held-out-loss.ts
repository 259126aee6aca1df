import { UserError } from '@lamella/core';
import { type EncodedExample, IGNORED_LABEL } from '@lamella/datasets';
import { sum, type TokenLikelihoods, tokenLoss } from '@lamella/metrics';
import type { LogLikelihoods } from './log-likelihoods.ts';

/** A language model's loss over examples that it does not learn from. */
export interface HeldOutLoss extends TokenLikelihoods {
  /** Mean negative log-likelihood of a labelled token, in nats. */
  readonly loss: number;
  /** exp(loss) */
  readonly perplexity: number;
  /** The tokens of each example that are predicted. */
  readonly tokens: readonly number[];
}

/**
 * The mean of -log p(token | tokens before it) over all labelled tokens of all examples, each the same; tokens of one batch are not
 * averaged first, so that the batch size changes nothing but rounding. It is the loss of transformers' causal language models with
 * labels of -100 where nothing is learnt, over all examples at once.
 *
 * @param examples with ids of their own
 * @param batchSize rows of a padded batch
 * @throws UserError if a loss is not finite, or no token is labelled
 */
export function heldOutLoss(
  likelihoods: Pick<LogLikelihoods, 'sums'>,
  examples: readonly EncodedExample[],
  batchSize: number,
): HeldOutLoss {
  const tokens = examples.map(countPredictions);
  const numTokens = sum(tokens);
  if (numTokens === 0) throw new UserError('Expected held-out examples with tokens to predict, got none.');
  const logLikelihoods = [...likelihoods.sums(examples, batchSize)];
  const { loss, perplexity } = tokenLoss({ logLikelihoods, numTokens });
  if (Number.isFinite(loss)) return { loss, perplexity, logLikelihoods, numTokens, tokens };
  throw new UserError(
    `Expected a finite held-out loss, got ${loss}: the model has diverged, or its weights are no good.`,
  );
}

/** Nothing stands before the first token, so that it is not predicted. */
function countPredictions({ tokenLabels = [] }: EncodedExample): number {
  return tokenLabels.filter((label, position) => position > 0 && label !== IGNORED_LABEL).length;
}
