import type { Example, Split } from '@lamella/datasets';

export interface Splits {
  readonly train: readonly Example[];
  readonly dev: readonly Example[];
  /** MNLI only, and only where the source has it. */
  readonly devMismatched?: readonly Example[];
}

/** How many of its first rows to read of each split; all where absent. */
export type SplitLimits = { readonly [S in Split]?: number | undefined };
