import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf, UserError } from '@lamella/core';
import { readJsonFile, unseal } from '@lamella/files';
import { readLosses } from '../log/find-losses.ts';
import { isTrialId } from '../results/find-trial.ts';
import { type DoneResult, parseResult } from '../results/trial-result.ts';
import { NAMES } from './archive-names.ts';
import { readAnswers } from './exported-answers.ts';
import type { ScoredTrial } from './rescore.ts';

/** A trial as an archive has it. */
export interface ExportedTrial extends ScoredTrial {
  /** The loss of every step; undefined where the archive has no log. */
  readonly losses: readonly number[] | undefined;
}

/**
 * Reads a trial from an unpacked archive.
 *
 * @param files the names of the archive's files
 * @throws UserError (exit code 2) for a result that is none
 */
export function readExport(folder: string, files: readonly string[]): ExportedTrial {
  const result = readResult(join(folder, NAMES.result));
  const answers = new Map(
    answerNames(folder, files).map((name) => [
      basename(name, '.jsonl'),
      readAnswers(join(folder, NAMES.answers, name)) ?? [],
    ]),
  );
  return { result, answers, losses: result.losses ?? readLosses(join(folder, NAMES.log)) };
}

function answerNames(folder: string, files: readonly string[]): string[] {
  return files.some((name) => name.startsWith(`${NAMES.answers}/`))
    ? readdirSync(join(folder, NAMES.answers)).sort()
    : [];
}

function readResult(path: string): DoneResult {
  const content = unseal(readJson(path));
  if (content.kind === 'damaged') throw noResult(content.reason);
  const result = parseResult(content.value);
  if (typeof result === 'string') throw noResult(result);
  if (result.status !== 'done') throw noResult('the trial has failed');
  // When it is run again, its id names folders.
  if (result.id !== result.trial.id || !isTrialId(result.id)) throw noResult('its id is none of a trial');
  return result;
}

function readJson(path: string): unknown {
  try {
    return readJsonFile(path);
  } catch (error) {
    throw noResult(messageOf(error).replace(`${path}:`, 'line '));
  }
}

function noResult(reason: string): UserError {
  return new UserError(
    `Expected the result of a trial in ${NAMES.result} of the archive: ${reason.replace(/\.$/, '')}.`,
    { exitCode: 2 },
  );
}
