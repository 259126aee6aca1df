import type * as fs from 'node:fs';

/** An operation that is about to be done to a file. */
export interface DiskOperation {
  readonly operation:
    'mkdir' | 'create' | 'write' | 'sync' | 'rename' | 'remove' | 'link' | 'truncate' | 'copy';
  /** The operation and the path below the folder, with a `*` for what is random in it. */
  readonly label: string;
  /** The path itself. */
  readonly path: string;
  /** Does the first half of a write, and nothing of anything else. */
  halve(): void;
}

export declare const original: typeof fs;
export declare function watchDisk(
  folder: string,
  onOperation: (operation: DiskOperation) => void,
): Promise<void>;
