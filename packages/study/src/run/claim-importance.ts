import { hashJson } from '@lamella/core';
import type { Claim, HeldClaim } from '@lamella/runners';
import { importanceFolder } from '../results/experiment-folder.ts';
import { hasImportance, type WantedImportance } from '../results/importance-files.ts';
import type { DueTrial } from './record-outcome.ts';
import type { RunClaims } from './run-claims.ts';

/**
 * Claims the measuring of the importance that a trial selects by, so that one process does it while the others wait: all runs in a
 * folder share their values.
 *
 * @returns undefined if there is nothing to measure
 */
export async function claimImportance(
  due: DueTrial,
  { claims, runsFolder }: { readonly claims: RunClaims; readonly runsFolder: string },
): Promise<Claim | HeldClaim | undefined> {
  const folder = importanceFolder(runsFolder);
  const wanted = wantedBy(due);
  if (wanted === undefined || hasImportance(folder, wanted)) return undefined;
  const claim = await claims.importance(folder, hashJson(wanted).slice(0, 16));
  if ('heldBy' in claim || !hasImportance(folder, wanted)) return claim;
  await claim.release();
  return undefined;
}

/** What identifies the importance that a trial selects by; undefined if it needs none. */
export function wantedBy({ trial, inputs }: DueTrial): WantedImportance | undefined {
  const { task, importance: settings } = trial;
  const hashes = { ...inputs, code: String(inputs.code) };
  return settings === null ? undefined : { method: settings.method, task, settings, hashes };
}
