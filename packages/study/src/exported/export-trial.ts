import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hashJson, UserError, warn } from '@lamella/core';
import { type ArchivedFile, writeArchive } from '@lamella/files/archive';
import { isWhole, MODEL_CARD } from '../kept/kept-record.ts';
import { keptFolder } from '../kept/settle-kept.ts';
import { logFolderOf } from '../log/attempts.ts';
import { findLoggedTraining } from '../log/find-losses.ts';
import { experimentFile, importanceFolder } from '../results/experiment-folder.ts';
import type { FoundTrial } from '../results/find-trial.ts';
import { readImportance } from '../results/importance-files.ts';
import { ResultStore } from '../results/result-store.ts';
import type { DoneResult } from '../results/trial-result.ts';
import { readWrittenSpec } from '../results/written-spec.ts';
import { trialFolder } from '../run/trial-job.ts';
import { answerFileName } from '../trial/answer-lines.ts';
import { ARCHIVE_CONTENT, NAMES } from './archive-names.ts';
import { readScoredRows } from './data-rows.ts';
import { type ExportedAnswer, formatAnswers, readAnswers } from './exported-answers.ts';
import { exportReadme } from './export-readme.ts';
import { firstDifference, rescore } from './rescore.ts';

/** What goes into an archive besides the trial, and where it goes. */
export interface ExportOptions {
  readonly output: string;
  /** Whether the texts of the data go with it: prompts, references, and the rows of the splits that are scored. */
  readonly withData: boolean;
}

/** An archive that was written. */
export interface ExportSummary {
  readonly path: string;
  readonly result: DoneResult;
  /** The names of its files, sorted. */
  readonly files: readonly string[];
}

type Files = Record<string, ArchivedFile>;

/**
 * Packs a trial into one file: its result, the answers, weights and log that belong to it, and its spec. What is not there any
 * longer, or belongs to another training, is left out with a warning.
 *
 * @throws UserError if the trial isn't done, or its result does not give its own scores
 */
export async function exportTrial(
  { folder, result }: FoundTrial,
  { output, withData }: ExportOptions,
): Promise<ExportSummary> {
  if (result.status !== 'done')
    throw new UserError(
      `Expected a trial that is done, got ${result.id}, which has ${result.failure.reason}: ${result.failure.message}`,
    );
  const answers = findAnswers(folder, result);
  const files: Files = {
    ...specFiles(folder),
    [NAMES.result]: { path: new ResultStore(folder).path(result.id) },
    ...importanceFile(folder, result),
    ...logFile(folder, result),
    ...(await weightFiles(folder, result)),
    ...answerFiles(answers, withData),
    ...(withData && (await dataFiles(result))),
  };
  files[NAMES.readme] = exportReadme(result, { files: Object.keys(files), withData });
  await writeArchive(output, ARCHIVE_CONTENT, files);
  return { path: output, result, files: Object.keys(files).sort() };
}

function specFiles(folder: string): Files {
  const resolved = join(folder, experimentFile);
  const written = (readWrittenSpec(folder) ?? []).map(
    ({ name, text }, index) => [`${NAMES.specs}/${index + 1}-${safeName(name)}`, text] as const,
  );
  return {
    ...(existsSync(resolved) && { [NAMES.experiment]: { path: resolved } }),
    ...Object.fromEntries(written),
  };
}

/** Users name specs as they like. */
function safeName(name: string): string {
  return basename(name)
    .replace(/[^\w.-]/g, '_')
    .replace(/\.$/, '_');
}

/** The answers by benchmark, as far as the result's scores are theirs. */
function findAnswers(folder: string, result: DoneResult): ReadonlyMap<string, readonly ExportedAnswer[]> {
  const names = Object.keys(result.metrics.final).flatMap((name) =>
    name.includes('/') ? [name.split('/')[0] ?? ''] : [],
  );
  const found = new Map<string, readonly ExportedAnswer[]>();
  for (const benchmark of new Set(names)) {
    const path = join(trialFolder(folder, result.id), answerFileName(benchmark));
    const answers = readAnswers(path);
    const difference =
      answers && firstDifference(rescore({ result, answers: new Map([[benchmark, answers]]) }).checks);
    if (answers === undefined)
      warn(`The archive has no answers to ${benchmark}: Expected them in ${path}: no such file.`);
    else if (difference === undefined) found.set(benchmark, answers);
    else
      warn(
        `The archive has no answers to ${benchmark}: those in ${path} are of another training, they give another ${difference.what}.`,
      );
  }
  const difference = firstDifference(rescore({ result, answers: found }).checks);
  if (difference === undefined) return found;
  throw new UserError(
    `Expected the result of ${result.id} to give its own scores, got another ${difference.what}: ${JSON.stringify(difference.got)} in place of ${JSON.stringify(difference.expected)}. Run the trial again.`,
  );
}

function answerFiles(answers: ReadonlyMap<string, readonly ExportedAnswer[]>, withData: boolean): Files {
  const named = [...answers].map(([benchmark, given]) => [
    `${NAMES.answers}/${answerFileName(benchmark)}`,
    formatAnswers(given, withData),
  ]);
  return Object.fromEntries(named) as Files;
}

/** The file of importance that a selection names; the values are in the result, whether it is there or not. */
function importanceFile(folder: string, { selection }: DoneResult): Files {
  const { importanceFile: name, scores } = selection;
  if (name === null) return {};
  const paths = [importanceFolder(dirname(folder)), importanceFolder(folder)].map((one) => join(one, name));
  const path = paths.find((one) => {
    const kept = readImportance(one);
    return kept.kind === 'whole' && hashJson(kept.value.values) === hashJson(scores);
  });
  return path === undefined ? {} : { [NAMES.importance]: { path } };
}

function logFile(folder: string, result: DoneResult): Files {
  const logged = findLoggedTraining(logFolderOf(folder, result.id), result);
  return logged === undefined ? {} : { [NAMES.log]: { path: logged.path } };
}

/** The kept weights, in a folder named by their kind. */
async function weightFiles(folder: string, { id, kept }: DoneResult): Promise<Files> {
  if (kept === undefined) return {};
  const place = keptFolder(folder, id);
  if (!(await isWhole(place, kept))) {
    warn(`The archive has no weights: those in ${place} were removed, or are not the ones of the result.`);
    return {};
  }
  const names = [...Object.keys(kept.files), ...(existsSync(join(place, MODEL_CARD)) ? [MODEL_CARD] : [])];
  return Object.fromEntries(names.map((name) => [`${kept.kind}/${name}`, { path: join(place, name) }]));
}

/** The rows of scored splits; prompts and references are in the answers. */
async function dataFiles(result: DoneResult): Promise<Files> {
  const { examples, texts } = await readScoredRows(result);
  const lines = (rows: Iterable<object>): string =>
    Array.from(rows, (row) => `${JSON.stringify(row)}\n`).join('');
  const withoutPlaces = Object.entries(texts).map(
    ([split, rows]) => [split, rows.map(({ where: _, ...row }) => row)] as const,
  );
  const named = [...Object.entries(examples), ...withoutPlaces].map(([split, rows]) => [
    `${NAMES.data}/${split}.jsonl`,
    lines(rows),
  ]);
  return Object.fromEntries(named) as Files;
}
