import { renameSync, rmSync } from 'node:fs';
import { messageOf, warn } from '@lamella/core';
import type { VectorFile } from './vector-file.ts';

/** Where vectors are found. */
interface Names {
  readonly key: string;
  /** The path at which others find them. */
  readonly target: string;
  /** The path at which they are written until then; absent if they are published. */
  readonly path?: string;
}

/**
 * Vectors of a cache: published ones, or such as one process writes and reads until it publishes them. Whatever goes wrong with them is told
 * once, and costs the time of making them again.
 */
export class CachedVectors {
  readonly #file: VectorFile;
  readonly #names: Names;
  #state: 'growing' | 'full' | 'published';

  /** Takes over the file. */
  constructor(file: VectorFile, names: Names) {
    this.#file = file;
    this.#names = names;
    this.#state = names.path === undefined ? 'published' : 'growing';
  }

  /** Number of vectors. */
  get size(): number {
    return this.#file.size;
  }

  has(id: number): boolean {
    return this.#file.has(id);
  }

  /** @returns undefined for one that isn't there or is damaged: then others don't find the file any more */
  read(id: number): Float32Array | undefined {
    const wasThere = this.#file.has(id);
    const vector = this.#file.read(id);
    if (wasThere && vector === undefined && this.#state === 'published') removeDamaged(this.#names.target);
    return vector;
  }

  /** Adds a vector, unless they are published or the disk is full. */
  append(id: number, vector: Float32Array): void {
    if (this.#state === 'growing') this.#attempt(() => this.#file.append(id, vector));
  }

  /** Lets others find the vectors; no more are added. */
  publish(): void {
    const { key, target, path } = this.#names;
    if (this.#state !== 'growing' || path === undefined) return;
    this.#attempt(() => {
      this.#file.finish(key);
      renameSync(path, target);
      this.#state = 'published';
    });
  }

  /** Removes what was not published. */
  close(): void {
    this.#file.close();
    const { path } = this.#names;
    if (this.#state !== 'published' && path !== undefined) removeFile(path);
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#state = 'full';
      warn(`${this.#names.target} can't be written, what is missing is computed again: ${messageOf(error)}`);
    }
  }
}

/** Removes a file that was found to be damaged, and says so. */
export function removeDamaged(path: string): void {
  warn(`${path} is damaged: it is removed, and what it held is computed again.`);
  removeFile(path);
}

/** Removes a file if that can be done. */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays, and is found again.
  }
}
