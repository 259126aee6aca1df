import type { TieBreaker } from './sentencepiece/break-ties.ts';
import type { Side, SpecialIds } from './tokenizer.ts';

/** The traits in the files of a model that the library doesn't read. */
export interface TokenizerTraits {
  /** The model's folder, for errors. */
  readonly where: string;
  readonly specialIds: SpecialIds;
  readonly paddingSide: Side;
  readonly truncationSide: Side;
  /** Whether decoded texts are cleaned up unless told otherwise. */
  readonly cleansUp: boolean;
  /** Segments words anew where another one is as good. */
  readonly breakTies?: TieBreaker | undefined;
}
