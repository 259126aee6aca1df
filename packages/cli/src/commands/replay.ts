import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { printable, UserError } from '@lamella/core';
import { findProvenance } from '@lamella/study';
import {
  type Check,
  compareRuns,
  type ComparedPart,
  differingCauses,
  type Replayed,
  replayTrial,
  runAgain,
} from '@lamella/study/exported';
import { startPool } from '../run/start-pool.ts';
import { toModel } from './spec-options.ts';

/** Options of `lamella replay`. */
export interface ReplayOptions {
  /** An archive of `lamella export`. */
  readonly file: string;
  /** Runs the trial again. */
  readonly run?: boolean;
  readonly model?: string;
  readonly data?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

/** What came of a replay, as `--json` prints it. */
interface Report extends Omit<Replayed, 'trial'> {
  readonly trial: string;
  /** The name of the score that counts. */
  readonly primary: string;
  /** Of a trial that was run again. */
  readonly parts?: readonly ComparedPart[];
  /** What differs in code, machine and libraries. */
  readonly causes?: readonly Check[];
}

/**
 * Makes the scores of an exported trial again, or all of it. The exit code is 1 if something is not what it was, or the score that
 * counts can't be made again.
 */
export async function run(options: ReplayOptions): Promise<number> {
  requireRun(options);
  const scratch = await mkdtemp(join(tmpdir(), 'lamella-replay-'));
  try {
    const report = await replay(options, scratch);
    console.log(options.json === true ? printable(JSON.stringify(report, null, 2)) : describe(report));
    return firstOf(report) === undefined && isCounted(report) ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @throws UserError (exit code 2) for an option that only running the trial again looks at */
function requireRun({ run: isRun = false, model, threads }: ReplayOptions): void {
  const name = model !== undefined ? '--model' : threads !== undefined ? '--threads' : undefined;
  if (isRun || name === undefined) return;
  throw new UserError(
    `Expected ${name} together with --run, got it alone: without --run the trial is not run again.`,
    { exitCode: 2 },
  );
}

async function replay(options: ReplayOptions, scratch: string): Promise<Report> {
  const data = options.data === undefined ? {} : { data: resolve(options.data) };
  const { trial, ...replayed } = await replayTrial(options.file, {
    scratch: join(scratch, 'archive'),
    ...data,
  });
  const { id, metrics } = trial.result;
  const asked = { trial: id, primary: metrics.primary.name };
  if (options.run !== true) return { ...asked, ...replayed };
  const { threads = trial.result.run.threads } = options;
  console.error(`${id}: runs again, with ${threads} thread(s)`);
  const pool = startPool(1, threads);
  try {
    const again = await runAgain(trial, {
      ...{ scratch: join(scratch, 'run'), pool, ...data },
      ...(options.model !== undefined && { model: toModel(options.model) }),
      onEvent: (event) => void ('warning' in event && console.error(`Warning: ${event.warning}`)),
    });
    const { outcome } = again;
    const now = {
      run: await findProvenance({ workers: 1, threads }),
      code: outcome.hashes.code ?? trial.result.inputs.code,
      versions: outcome.versions,
    };
    const { run: record, inputs, versions } = trial.result;
    const causes = differingCauses({ run: record, code: inputs.code, versions }, now);
    return { ...asked, ...replayed, parts: compareRuns(trial, again), causes };
  } finally {
    await pool.close();
  }
}

/** Whether the score that counts was made again, from its outputs or by running the trial. */
function isCounted({ primary, open, parts }: Report): boolean {
  return parts !== undefined || !open.includes(primary);
}

/** Where a replay first parts ways with what was recorded. */
function firstOf({ difference, parts = [] }: Report): Check | undefined {
  return difference ?? parts.find((part) => part.difference !== undefined)?.difference;
}

function describe(report: Report): string {
  const { trial, numScores, numGrades, open, parts, causes = [] } = report;
  const first = firstOf(report);
  const grades =
    numGrades === undefined || numGrades === 0
      ? ''
      : `, and ${numGrades} labels, grades and counts by the data`;
  return [
    ...(report.difference === undefined
      ? [
          `${trial}: every file is as it was packed; ${numScores} scores and counts${grades}: all the same again.`,
        ]
      : []),
    ...(open.length === 0 ? [] : [`Not made again, the archive has no outputs of them: ${open.join(', ')}.`]),
    ...(isCounted(report) ? [] : ['The score that counts is among them: only --run makes it again.']),
    ...(numGrades === undefined
      ? ['Labels and grades are taken as they are: --data FOLDER compares them with the data.']
      : []),
    ...(parts ?? []).map(describePart),
    ...(first === undefined
      ? []
      : [
          `The first difference: ${first.what}: Expected ${toText(first.expected)}, got ${toText(first.got)}.`,
        ]),
    ...(causes.length === 0 ? [] : [first === undefined ? 'Run otherwise than before:' : 'Likely causes:']),
    ...causes.map(({ what, expected, got }) => `  ${what}: ${toText(expected)} before, ${toText(got)} now`),
  ]
    .map(oneLine)
    .join('\n');
}

/** Names and texts of the archive can neither act on a terminal nor look like lines of the report. */
function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

function describePart({ name, count, difference }: ComparedPart): string {
  if (difference === undefined) return `${name}: ${count}, the same`;
  return `${name}: another ${difference.what}: Expected ${toText(difference.expected)}, got ${toText(difference.got)}`;
}

/** A value, cut short. */
function toText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
