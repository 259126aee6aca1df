import { readJsonFile, writeFileAtomically } from '@lamella/files';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { formatJson } from './format-json.ts';
import { parseResult, type DoneResult, type TrialResult } from './trial-result.ts';

/**
 * The results in a folder: one file per trial, `<id>.json`. A result that was done with other settings moves to
 * `superseded/` when the trial runs again, and comes back when the settings do.
 */
export class ResultStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The present result of a trial; `unreadable` if its file is damaged or of another version. */
  read(id: string): TrialResult | 'unreadable' | undefined {
    return readResult(this.#path(id));
  }

  /** The result of a trial that was done with a key, wherever it is kept. */
  findDone(id: string, key: string): DoneResult | undefined {
    const present = readResult(this.#path(id));
    if (isDoneWith(present, key)) return present;
    const superseded = readResult(this.#supersededPath(id, key));
    return isDoneWith(superseded, key) ? superseded : undefined;
  }

  /** Writes a result, whole or not at all. */
  async write(result: TrialResult): Promise<void> {
    await this.#setAside(result.id, result.key);
    await writeFileAtomically(this.#path(result.id), formatJson(result));
  }

  /** Makes a superseded result the present one again, if there is one with this key. */
  async restore(id: string, key: string): Promise<void> {
    if (isDoneWith(readResult(this.#path(id)), key)) return;
    const superseded = this.#supersededPath(id, key);
    if (!isDoneWith(readResult(superseded), key)) return;
    await this.#setAside(id, key);
    await rename(superseded, this.#path(id));
  }

  async #setAside(id: string, key: string): Promise<void> {
    const present = readResult(this.#path(id));
    if (typeof present !== 'object' || present.status !== 'done' || present.key === key) return;
    await mkdir(join(this.folder, 'superseded'), { recursive: true });
    await rename(this.#path(id), this.#supersededPath(id, present.key));
  }

  #path(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  #supersededPath(id: string, key: string): string {
    return join(this.folder, 'superseded', `${id}.${key.slice(0, 12)}.json`);
  }
}

function readResult(path: string): TrialResult | 'unreadable' | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return parseResult(readJsonFile(path)) ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function isDoneWith(result: TrialResult | 'unreadable' | undefined, key: string): result is DoneResult {
  return typeof result === 'object' && result.status === 'done' && result.key === key;
}
