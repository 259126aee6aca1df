import { readFileSync } from 'node:fs';

/** Answers that are scored by the graders of other projects; see fixtures/make-grader-cases.py. */
export interface GraderCases {
  readonly numbers: readonly {
    readonly completion: string;
    readonly answer: string;
    readonly 'metamath-number': number | null;
    readonly 'lm-eval-strict': boolean;
    readonly 'lm-eval-flexible': boolean;
  }[];
  readonly formulas: readonly {
    readonly completion: string;
    readonly answer: string;
    readonly 'metamath-formula': boolean;
  }[];
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly hendrycks: boolean;
    /** By the copy of it in MetaMath. */
    readonly 'hendrycks-copied': boolean;
    readonly minerva: boolean;
  }[];
  readonly programs: readonly {
    readonly completion: string;
    readonly entryPoint: string;
    readonly pissa: string;
    readonly evalplus: string;
  }[];
  readonly options: readonly {
    readonly completion: string;
    readonly letter: string;
    readonly 'lmms-eval': boolean;
  }[];
}

/** The cases, and what other projects' code makes of them. */
export const graderCases = JSON.parse(
  readFileSync(new URL('../../fixtures/grader-cases.json', import.meta.url), 'utf8'),
) as GraderCases;
