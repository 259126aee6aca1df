import { groupBy, hashText, UserError } from '@lamella/core';
import {
  moveToFreeName,
  type Reading,
  readSealedJson,
  readUnlessKnown,
  seal,
  setAside,
  writeFileAtomically,
} from '@lamella/files';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { formatJson } from './format-json.ts';
import { parseResult, resultFormat, type DoneResult, type TrialResult } from './trial-result.ts';

/** A file in a result's place that can't be used; `reason` is a clause, such as `it is no whole result`. */
export type UnusableResult =
  /** Not what was written. */
  | { readonly status: 'damaged'; readonly reason: string }
  /** Written by a later Lamella. */
  | { readonly status: 'newer'; readonly reason: string };

type StoredResult = TrialResult | UnusableResult;

/**
 * The results in a folder: one file per trial, `<id>.json`. A result that was done with other settings moves to
 * `superseded/` when the trial runs again, and comes back when the settings do. What is damaged counts as not there, and is kept
 * as `<id>.json.damaged` when the trial runs again; what a later Lamella has written is never overwritten.
 */
export class ResultStore {
  readonly folder: string;
  /** By id, results that were read, with the hash of their files' bytes; undefined if none are remembered. */
  #read: Map<string, { readonly hash: string; readonly result: StoredResult }> | undefined;
  #superseded: { readonly changedAt: number; readonly byId: ReadonlyMap<string, string[]> } | undefined;

  /**
   * @param remembers - whether results that were read are held, so that reading them again only compares bytes: for as long as
   *   nothing large is done beside it, see {@link forget}
   */
  constructor(folder: string, { remembers = false } = {}) {
    this.folder = folder;
    this.#read = remembers ? new Map() : undefined;
  }

  /** The present result of a trial. */
  read(id: string): StoredResult | undefined {
    if (this.#read === undefined) return readResult(this.path(id), id);
    const before = this.#read.get(id);
    let hash = '';
    const reading = readUnlessKnown(
      this.path(id),
      resultFormat,
      (bytes) => (hash = hashText(bytes)) === before?.hash,
    );
    if (reading === 'known') return before?.result;
    const result = toResult(reading, id);
    if (result !== undefined) this.#read.set(id, { hash, result });
    return result;
  }

  /** Lets go of the results that are remembered, and remembers no more. */
  forget(): void {
    this.#read = undefined;
  }

  /** The result of a trial that was done with a key, wherever it is kept. */
  findDone(id: string, key: string): DoneResult | undefined {
    const present = this.read(id);
    if (isDoneWith(present, key)) return present;
    const superseded = readResult(this.#supersededPath(id, key), id);
    return isDoneWith(superseded, key) ? superseded : undefined;
  }

  /** The latest of a trial's superseded results that is wanted: one with other settings than the present one's. */
  findSuperseded(id: string, isWanted: (result: DoneResult) => boolean): DoneResult | undefined {
    return this.#supersededNames(id)
      .map((name) => readResult(join(this.#supersededFolder, name), id))
      .filter((result): result is DoneResult => result?.status === 'done' && isWanted(result))
      .toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1))[0];
  }

  /** Writes a result, sealed, whole or not at all. */
  async write(result: TrialResult): Promise<void> {
    await this.#makeRoom(result.id, result.key);
    await writeFileAtomically(this.path(result.id), formatJson(seal({ ...result, format: resultFormat })));
  }

  /**
   * Readies the place of a trial that is about to run: what is damaged is set aside.
   *
   * @throws UserError if a later Lamella's result is there
   */
  async prepare(id: string): Promise<void> {
    const present = this.read(id);
    if (present?.status === 'damaged') await setAside(this.path(id), present.reason, 'the trial runs again');
    if (present?.status !== 'newer') return;
    throw new UserError(
      `${this.path(id)} is not overwritten: ${present.reason}. ` +
        'Update Lamella, or keep these runs elsewhere: LAMELLA_RUNS_DIR names the folder of all runs.',
    );
  }

  /** Makes a superseded result the present one again, if there is one with this key. */
  async restore(id: string, key: string): Promise<void> {
    const superseded = this.#supersededPath(id, key);
    // Of most trials there is none: then the present result need not be read.
    if (!existsSync(superseded) || isDoneWith(this.read(id), key)) return;
    if (!isDoneWith(readResult(superseded, id), key)) return;
    await this.#makeRoom(id, key);
    await rename(superseded, this.path(id));
    this.#superseded = undefined;
  }

  /** The file of a trial's present result. */
  path(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  async #makeRoom(id: string, key: string): Promise<void> {
    const present = this.read(id);
    switch (present?.status) {
      case 'damaged':
        return setAside(this.path(id), present.reason, 'another takes its place');
      case 'newer':
        return void (await moveToFreeName(this.path(id), 'newer'));
      case 'done':
        if (present.key !== key) await this.#supersede(present);
    }
  }

  async #supersede({ id, key }: DoneResult): Promise<void> {
    const path = this.#supersededPath(id, key);
    await mkdir(this.#supersededFolder, { recursive: true });
    const before = readResult(path, id);
    if (before?.status === 'damaged' || before?.status === 'newer') await moveToFreeName(path, before.status);
    await rename(this.path(id), path);
    this.#superseded = undefined;
  }

  #supersededPath(id: string, key: string): string {
    return join(this.#supersededFolder, `${id}.${key.slice(0, 12)}.json`);
  }

  get #supersededFolder(): string {
    return join(this.folder, 'superseded');
  }

  /** The names of a trial's superseded results. The folder is listed once for all trials, until it changes. */
  #supersededNames(id: string): readonly string[] {
    const changedAt = statSync(this.#supersededFolder, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt === undefined) return [];
    if (this.#superseded?.changedAt !== changedAt) {
      const names = readdirSync(this.#supersededFolder).filter((name) => name.endsWith('.json'));
      const byId = groupBy(names, (name) => name.replace(/\.[^.]*\.json$/, ''));
      this.#superseded = { changedAt, byId };
    }
    return this.#superseded.byId.get(id) ?? [];
  }
}

function readResult(path: string, id: string): StoredResult | undefined {
  return toResult(readSealedJson(path, resultFormat), id);
}

function toResult(reading: Reading, id: string): StoredResult | undefined {
  if (reading.kind === 'absent') return undefined;
  if (reading.kind === 'damaged') return { status: 'damaged', reason: reading.reason };
  if (reading.kind === 'newer')
    return {
      status: 'newer',
      reason: `a later Lamella wrote it, in format ${reading.format}; this one reads up to ${resultFormat}`,
    };
  const result = parseResult(reading.value);
  if (typeof result === 'string') return { status: 'damaged', reason: result };
  if (result.id !== id)
    return { status: 'damaged', reason: `it is the result of another trial, ${result.id}` };
  return result;
}

function isDoneWith(result: StoredResult | undefined, key: string): result is DoneResult {
  return result?.status === 'done' && result.key === key;
}
