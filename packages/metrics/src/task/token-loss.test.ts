import { tokenLoss } from './token-loss.ts';

test('a fair choice among four tokens has a perplexity of 4, however tokens are shared among examples', () => {
  for (const sums of [[5], [2, 3], [1, 1, 3]]) {
    const logLikelihoods = sums.map((tokens) => tokens * Math.log(1 / 4));
    const { loss, perplexity } = tokenLoss({ logLikelihoods, numTokens: 5 });
    expect(loss).toBeCloseTo(Math.log(4), 14);
    expect(perplexity).toBeCloseTo(4, 12);
  }
});
