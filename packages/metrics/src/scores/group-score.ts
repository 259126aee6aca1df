/** The score of some of a benchmark's problems. */
export interface GroupScore {
  readonly benchmark: string;
  /** The kind of group: `level`. */
  readonly by: string;
  /** The group: `Level 1`. */
  readonly group: string;
  /** Problems in it. */
  readonly count: number;
  readonly score: number;
}
