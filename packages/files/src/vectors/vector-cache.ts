import { closeSync, mkdirSync, openSync, readdirSync, statfsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, warn } from '@lamella/core';
import { temporaryPath } from '../temporary-files.ts';
import { CachedVectors, removeDamaged, removeFile } from './cached-vectors.ts';
import { VectorFile } from './vector-file.ts';

const ENDING = '.vectors';

/** A file that is being written for so long was left by a process that is gone. */
const ABANDONED_MS = 24 * 3600 * 1000;

/** Options of a cache. */
export interface VectorCacheOptions {
  readonly folder: string;
  /** Of all files. Those that were used least recently leave. */
  readonly maxBytes: number;
}

/**
 * Files of vectors that can be made again, each by a key that names all that its content depends on, for all processes of a user. Whatever is wrong with
 * the folder or the disk costs a warning and the time of making them again.
 */
export class VectorCache {
  readonly #folder: string;
  readonly #maxBytes: number;

  constructor({ folder, maxBytes }: VectorCacheOptions) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** The published vectors of a key, if there are any; a file that is damaged is removed. Caller closes. */
  open(key: string): CachedVectors | undefined {
    const target = this.#pathOf(key);
    const descriptor = openIfThere(target);
    if (descriptor === undefined) return undefined;
    const file = VectorFile.open(descriptor, key);
    if (file === undefined) {
      closeSync(descriptor);
      removeDamaged(target);
      return undefined;
    }
    touch(target);
    return new CachedVectors(file, { key, target });
  }

  /**
   * No vectors yet of a key, which others find once they are published.
   *
   * @param bytes of all its vectors
   * @returns undefined if it may not be so large, if it took more than half of what is free on the disk, or nothing can be written; caller closes
   */
  begin(key: string, bytes: number): CachedVectors | undefined {
    if (bytes > this.#maxBytes) return undefined;
    try {
      mkdirSync(this.#folder, { recursive: true });
      this.#makeRoom(bytes);
      const { bavail, bsize } = statfsSync(this.#folder);
      if (bytes > (bavail * bsize) / 2) return undefined;
      const target = this.#pathOf(key);
      const path = temporaryPath(target);
      return new CachedVectors(VectorFile.begin(openSync(path, 'wx+')), { key, target, path });
    } catch (error) {
      warn(`${this.#folder}: nothing can be kept here, it is computed instead: ${messageOf(error)}`);
      return undefined;
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder, `${key}${ENDING}`);
  }

  /** Removes what was used least recently until so many bytes can be added, and what was never finished. */
  #makeRoom(bytes: number): void {
    const files = readdirSync(this.#folder)
      .map((name) => join(this.#folder, name))
      .flatMap((path) => {
        const stat = statSync(path, { throwIfNoEntry: false });
        return stat === undefined ? [] : [{ path, bytes: stat.size, usedAt: stat.mtimeMs }];
      })
      .toSorted((a, b) => a.usedAt - b.usedAt);
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      const isFinished = file.path.endsWith(ENDING);
      const isAbandoned = !isFinished && file.usedAt < Date.now() - ABANDONED_MS;
      if (!isAbandoned && !(isFinished && total + bytes > this.#maxBytes)) continue;
      removeFile(file.path);
      total -= file.bytes;
    }
  }
}

/** Tells that a file was used. */
function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Another process has removed it.
  }
}

/** @returns the descriptor, to be closed */
function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
