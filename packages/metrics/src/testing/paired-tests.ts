/** The file that `fixtures/tools/make_paired_tests.py` writes. */
export interface PairedTests {
  readonly pairs: readonly {
    readonly name: string;
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly margin: number;
    readonly p: number;
    readonly interval: readonly [number, number];
    readonly equivalence_p: number;
  }[];
  /** Differences by seed on two tasks, and Welch's test of the one against the other negated, halved: their mean. */
  readonly averages: readonly {
    readonly name: string;
    readonly first: readonly number[];
    readonly second: readonly number[];
    readonly mean: number;
    readonly df: number;
    readonly p: number;
    readonly interval: readonly [number, number];
  }[];
  readonly holm: { readonly p: readonly number[]; readonly adjusted: readonly number[] };
  readonly noncentral: readonly {
    readonly t: number;
    readonly df: number;
    readonly nc: number;
    readonly cdf: number;
  }[];
  readonly power: readonly {
    readonly effect: number;
    readonly deviation: number;
    readonly level: number;
    /** Not rounded up. */
    readonly seeds: number;
  }[];
  readonly items: readonly {
    readonly name: string;
    /** [S][M], 1 for right */
    readonly a: readonly (readonly number[])[];
    readonly b: readonly (readonly number[])[];
    readonly shared_variance: number;
    readonly own_variance: number;
  }[];
}
