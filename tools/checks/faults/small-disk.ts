import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why no disk can be mounted here; undefined if one can. */
export function whyNoDisk(): string | undefined {
  if (process.platform !== 'linux') return 'a small disk is a tmpfs of Linux';
  if (process.getuid?.() !== 0) return 'only root may mount';
  try {
    new SmallDisk(64).remove();
    return undefined;
  } catch (error) {
    return `mount fails here: ${(error as Error).message.split('\n').at(-1)}`;
  }
}

/** A disk in memory, with room for so many KiB. */
export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), 'lamella-disk-'));

  constructor(kib: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', this.path], { stdio: 'pipe' });
  }

  /** Gives it another size, or makes it one that can only be read, while nobody writes. */
  remount(options: string): void {
    execFileSync('mount', ['-o', `remount,${options}`, this.path]);
  }

  remove(): void {
    execFileSync('umount', [this.path]);
    rmSync(this.path, { recursive: true });
  }
}
