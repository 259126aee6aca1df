import { stoppedExitCode } from '@lamella/runners';
import type { SharedEnd } from '@lamella/study';

/** The exit code of work on a run: 75 if some is left, else 1 if a trial failed. */
export function exitCodeOf({ left, failed }: Pick<SharedEnd, 'left' | 'failed'>): number {
  if (left.length > 0) return stoppedExitCode;
  return failed.length > 0 ? 1 : 0;
}

/** What has become of work on a run, in a line. */
export function describeWork({ total, reused, elsewhere, failed, left }: SharedEnd): string {
  const parts = [`${total} ${total === 1 ? 'trial' : 'trials'}`, `${reused} done before`];
  if (elsewhere.length > 0) parts.push(`${elsewhere.length} by other processes`);
  if (failed.length > 0) parts.push(`${failed.length} failed (${failed.join(', ')})`);
  if (left.length > 0) parts.push(`${left.length} left`);
  return parts.join(', ');
}
