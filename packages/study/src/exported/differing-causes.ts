import type { Provenance } from '../results/run-record.ts';
import type { DoneResult } from '../results/trial-result.ts';
import type { Check } from './rescore.ts';

/** Where and by what a trial was run. */
export interface Circumstances extends Pick<DoneResult, 'versions'> {
  readonly run: Provenance;
  /** The version of the code that computes. */
  readonly code: string | number;
}

/**
 * What differs between two runs of a trial in the code, the machine and the libraries: the likely causes where their numbers do.
 * What one of them did not record is no difference.
 */
export function differingCauses(then: Circumstances, now: Circumstances): readonly Check[] {
  const values = (of: Circumstances): Readonly<Record<string, unknown>> => ({
    'code that computes': of.code,
    commit: of.run.commit ?? undefined,
    'uncommitted changes': of.run.isDirty ?? undefined,
    version: of.run.version,
    processor: of.run.host.cpu,
    platform: of.run.host.platform,
    threads: of.run.threads,
    'package-lock.json': of.run.lockfile,
    ...Object.fromEntries(
      Object.entries({ ...of.run.packages, ...of.versions }).map(([name, version]) => [
        `package ${name}`,
        version,
      ]),
    ),
  });
  const [expected, got] = [values(then), values(now)];
  return Object.keys(expected)
    .map((what) => ({ what, expected: expected[what], got: got[what] }))
    .filter((one) => one.expected !== undefined && one.got !== undefined && one.expected !== one.got);
}
