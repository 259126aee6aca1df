/** The verdict on a program, with the reason of a failure. Only a check that ran to its end makes `passed`. */
export type JudgementVerdict = 'passed' | 'failed' | 'timed out' | 'out of memory' | 'refused';

export interface Judgement {
  /** `refused`: the program stopped on something that the sandbox forbids, such as a socket or a file. */
  readonly verdict: JudgementVerdict;
  /** Why it did not pass, for a reader: the exception, its line in the program and in the check. */
  readonly detail: string;
}

/** A program to judge, and the assertions that decide. */
export interface JudgeRequest {
  /** Python that a model wrote: definitions of functions and classes. */
  readonly program: string;
  /** Python that calls them and asserts. It knows the names that the program defines. */
  readonly check: string;
  /** Wall clock and processor time for both, 10 s by default. */
  readonly timeoutMs?: number | undefined;
  /** Address space of the program, Python itself (some 30 MiB) included; 512 MiB by default. */
  readonly memoryBytes?: number | undefined;
}

/** A place where programs that a model wrote can do no harm. Safe to use for several programs at once. */
export interface Sandbox {
  /** The Python that runs them, for a run's record: `Python 3.11.7`. */
  readonly python: string;
  judge(request: JudgeRequest): Promise<Judgement>;
}
