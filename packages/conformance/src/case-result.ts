/** `unsupported` is said of what the reference holds and Lamella can't do yet: it is listed, never passed over. */
export type CaseStatus = 'holds' | 'fails' | 'unsupported';

/** One comparison with a reference, or one that could not be made. */
export interface CaseResult {
  /** The part of the reference set: a model family, `cka_cases`, `metrics` or `files`. */
  readonly family: string;
  readonly name: string;
  readonly status: CaseStatus;
  /** The largest difference, or how many items differ where equality is asked for. */
  readonly error?: number;
  readonly tolerance?: number;
  /** The subject of the comparison and the place of the largest difference, or why nothing was compared. */
  readonly detail: string;
}

/** A result whose family its caller knows. */
export type CaseOutcome = Omit<CaseResult, 'family'>;

/** The outcome of a measured difference; NaN does not hold. */
export function judgeError(
  name: string,
  {
    error,
    tolerance,
    detail,
  }: { readonly error: number; readonly tolerance: number; readonly detail: string },
): CaseOutcome {
  return { name, status: error <= tolerance ? 'holds' : 'fails', error, tolerance, detail };
}

/** A case that could not be run to its end. */
export function failedCase(name: string, error: unknown): CaseOutcome {
  return { name, status: 'fails', detail: error instanceof Error ? error.message : String(error) };
}

/** A case that the reference holds and Lamella can't do yet. */
export function unsupportedCase(name: string, detail: string): CaseOutcome {
  return { name, status: 'unsupported', detail };
}

/** How many cases came out in each way. */
export type CaseCounts = Readonly<Record<CaseStatus, number>>;

export function countCases(results: readonly CaseResult[]): CaseCounts {
  const count = (status: CaseStatus): number => results.filter((result) => result.status === status).length;
  return { holds: count('holds'), fails: count('fails'), unsupported: count('unsupported') };
}

/** 0 only if something was checked and all of it held. */
export function exitCodeOf({ holds, fails }: CaseCounts): 0 | 1 {
  return holds > 0 && fails === 0 ? 0 : 1;
}
