/** The results of a grader on many reference answers. */
export interface Report {
  readonly name: string;
  readonly passed: number;
  readonly total: number;
  readonly failures: readonly string[];
}

/** Runs a check on every case; it returns what is wrong, or undefined. */
export function report<T>(name: string, cases: readonly T[], check: (item: T) => string | undefined): Report {
  const failures = cases.map(check).filter((failure) => failure !== undefined);
  return { name, passed: cases.length - failures.length, total: cases.length, failures };
}
