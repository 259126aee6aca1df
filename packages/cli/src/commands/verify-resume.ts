import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unknownName, UserError } from '@lamella/core';
import { findInputs, runsFolder, shareCores, verifyResume, type VerifyReport } from '@lamella/study';
import type { ResolvedTrial } from '@lamella/spec';
import { readAsked, type SpecOptions } from './spec-options.ts';
import { workerCommand } from '../run/worker-command.ts';

/** Options of `lamella verify-resume`. */
export interface VerifyResumeOptions extends SpecOptions {
  readonly spec: string;
  /** The trial's id. @default the first that is trained */
  readonly trial?: string;
  /** @default 20 */
  readonly kills?: number;
  /** Of the points at which it is killed. @default 0 */
  readonly seed?: number;
  readonly json?: boolean;
}

/** Proves on this machine that a trial which is killed goes on to the same bits, or shows what differs. */
export async function run(options: VerifyResumeOptions): Promise<number> {
  const { kills = 20, seed = 0 } = options;
  const { spec, part } = await readAsked(options.spec, options);
  const { trials } = await findInputs(spec, { download: true, parts: [part] });
  const trial = chooseTrial(trials, options.trial);
  const { threads } = shareCores({ ...spec, workers: 1 });
  const all = join(runsFolder(), '.verify-resume');
  await mkdir(all, { recursive: true });
  const folder = await mkdtemp(join(all, `${trial.id}-`));
  console.error(`${trial.id}: once without a kill, then with ${kills} kills`);
  const report = await verifyResume({
    ...{ trial, folder, kills, seed, command: workerCommand(threads) },
    onKill: (count, at) => console.error(`kill ${count} of ${kills}: ${at}`),
    onRun: (count, isSame) => console.error(`run ${count} is done: ${isSame ? 'the same' : 'DIFFERENT'}`),
  });
  if (report.isSame) await rm(folder, { recursive: true, force: true });
  console.log(options.json === true ? JSON.stringify(report, null, 2) : formatReport(report));
  if (!report.isSame) console.error(`What was written is kept in ${folder}`);
  return report.isSame ? 0 : 1;
}

/**
 * The trial that is asked for, or the first that is trained.
 *
 * @throws UserError (exit code 2) if there is none
 */
export function chooseTrial(trials: readonly ResolvedTrial[], id: string | undefined): ResolvedTrial {
  const trained = trials.filter(({ tuning }) => tuning !== 'none');
  const trial = id === undefined ? trained[0] : trained.find((one) => one.id === id);
  if (trial !== undefined) return trial;
  const ids = trained.map((one) => one.id);
  if (id === undefined || ids.length === 0)
    throw new UserError('Expected a trial that trains something, got none in this spec.', { exitCode: 2 });
  throw new UserError(unknownName('trial that is trained', id, ids), { exitCode: 2 });
}

/** Digits of a hash that are shown. */
const shown = 12;

export function formatReport({
  trial,
  kills,
  killsAt,
  killedRuns,
  warnings,
  parts,
  isSame,
}: VerifyReport): string {
  const at = Object.entries(killsAt).map(([phase, count]) => `${count} ${phase}`);
  const header = ['', 'without a kill', 'with kills', ''];
  const rows = parts.map(({ part, uninterrupted, killed, isSame: same }) => {
    const different = killed.find((hash) => hash !== uninterrupted) ?? uninterrupted;
    return [part, uninterrupted.slice(0, shown), different.slice(0, shown), same ? 'same' : 'DIFFERENT'];
  });
  const widths = header.map((_, i) => Math.max(...[header, ...rows].map((row) => row[i]?.length ?? 0)));
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const runs = `${killedRuns} ${killedRuns === 1 ? 'run' : 'runs'}`;
  return [
    `${trial}: ${kills} kills in ${runs}${at.length > 0 ? ` (${at.join(', ')})` : ''}`,
    ...lines,
    ...warnings.map((warning) => `Warning: ${warning}`),
    isSame ? 'All is the same to the last bit.' : 'What differs should not: please report it.',
  ].join('\n');
}
