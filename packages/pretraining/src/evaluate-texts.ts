import { countTokens, type TextKind, type TokenBlocks, unigramLoss } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { evaluateLanguageModel } from '@lamella/training';
import type { PretrainingData } from './make-data.ts';

/** Losses on held-out text, in nats per predicted token. */
export interface HeldOutLosses {
  readonly heldOutLoss: number;
  /** Of a model that knows only how frequent each token is. */
  readonly unigramLoss: number;
}

/** Losses on all held-out text and, where there are several kinds, on each. */
export interface TextEvaluation extends HeldOutLosses {
  readonly byKind?: Readonly<Partial<Record<TextKind, HeldOutLosses>>>;
}

/** The losses of a language model on the held-out texts, beside those of a unigram model of the training texts. */
export function evaluateTexts(
  model: Model,
  data: PretrainingData,
  settings: { readonly batchSize: number; readonly seed: number },
): TextEvaluation {
  const { objective, heldOutByKind, blocks, vocabularySize } = data;
  const counts = countTokens(blocks, { vocabSize: vocabularySize, specialIds: objective.specialIds });
  const lossesOn = (heldOut: TokenBlocks): HeldOutLosses => ({
    heldOutLoss: evaluateLanguageModel({ model, objective, heldOut }, settings),
    unigramLoss: unigramLoss(counts, objective.batches(heldOut, { ...settings, order: 'given' })),
  });
  const kinds = [...heldOutByKind].map(([kind, blocks]) => [kind, lossesOn(blocks)] as const);
  return {
    ...lossesOn(data.heldOut),
    ...(kinds.length > 1 && { byKind: Object.fromEntries(kinds) }),
  };
}
