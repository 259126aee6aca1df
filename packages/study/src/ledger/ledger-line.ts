import type { Claim, ClaimExperiment } from '@lamella/spec';

/**
 * How a claim stands by the results of an experiment. `undecided`: results are there, but too few, or they differ too little;
 * `not comparable`: what is there can't answer it.
 */
export type ClaimState = 'reproduced' | 'not reproduced' | 'undecided' | 'not run' | 'not comparable';

/** The judgement of a claim by an experiment. */
export interface ClaimJudgement {
  readonly state: ClaimState;
  /** Our number beside the published one; empty if there is none. */
  readonly ours: string;
  /** Why the state is this one, and what would change it. */
  readonly why: string;
}

/** A claim by one experiment. */
export interface LedgerLine extends ClaimJudgement {
  readonly claim: Claim;
  readonly experiment: ClaimExperiment;
  /** Where the results are; undefined if there are none, or none are needed. */
  readonly origin?: 'runs' | 'published';
  /** The command that would give the results, where they are missing. */
  readonly command?: string;
}

/** Why most claims have not been run. */
export const noResults = 'No results.';

/** Of claims that have not been run. */
export function notRun(why = noResults): ClaimJudgement {
  return { state: 'not run', ours: '', why };
}
