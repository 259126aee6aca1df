import { sum } from '../numbers.ts';

/** How likely a language model finds examples. */
export interface TokenLikelihoods {
  /** Of each example, Σ log p over its tokens, in nats. */
  readonly logLikelihoods: readonly number[];
  /** The tokens that all of these sums are over. */
  readonly numTokens: number;
}

/** The loss -Σ log p / tokens in nats per token, and perplexity exp(loss); every token counts the same, in whatever example. */
export function tokenLoss({ logLikelihoods, numTokens }: TokenLikelihoods): {
  readonly loss: number;
  readonly perplexity: number;
} {
  const loss = -sum(logLikelihoods) / numTokens;
  return { loss, perplexity: Math.exp(loss) };
}
