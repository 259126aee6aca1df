import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkDiskSpace } from './check-disk-space.ts';
import type { ChosenRelease } from './choose-release.ts';
import { fetchFiles } from './fetch-files.ts';
import type { Tensorflow } from './find-tensorflow.ts';
import { findDamage, writeManifest } from './manifest.ts';
import type { Progress } from './progress.ts';
import { withLock } from './with-lock.ts';

export interface FetchOptions {
  /** Lamella's per-user cache. */
  readonly cache: string;
  readonly progress: Progress;
  /** Compare the cached files' contents, not only their sizes. */
  readonly checkContents?: boolean;
}

/**
 * The published TensorFlow from the per-user cache, fetched into it first if it is missing or damaged. Of several
 * processes one fetches and the others wait.
 */
export async function fetchTensorflow(chosen: ChosenRelease, options: FetchOptions): Promise<Tensorflow> {
  const { key, variant, release } = chosen;
  const target = join(options.cache, 'tensorflow', key);
  const check = { checkContents: options.checkContents ?? false };
  if ((await findDamage(target, check)) !== undefined) {
    const onWait = (pid: number): void =>
      options.progress.start(`Waiting for process ${pid}, which sets up TensorFlow ${release.version}`);
    const action = async (): Promise<void> => {
      const damage = await findDamage(target, check);
      if (damage !== undefined)
        await replaceFolder(target, { ...chosen, damage, progress: options.progress });
    };
    await withLock(`${target}.lock`, action, { onWait });
  }
  return {
    folder: join(target, 'tensorflow'),
    libraries: release.libraries,
    variant,
    version: release.version,
  };
}

/** Nothing is ever half there: everything is made in a folder aside, which takes the name when it is complete. */
async function replaceFolder(
  target: string,
  { release, variant, damage, progress }: ChosenRelease & { damage: string; progress: Progress },
): Promise<void> {
  if (existsSync(target)) progress.start(`The cached TensorFlow is damaged (${damage}); fetching it again`);
  removeLeftOvers(target);
  const partial = `${target}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    checkDiskSpace(partial, release);
    const files = await fetchFiles(partial, release, { variant, progress });
    writeManifest(partial, { version: release.version, files });
    if (existsSync(target)) renameSync(target, `${target}.replaced-${process.pid}`);
    renameSync(partial, target);
  } finally {
    removeLeftOvers(target);
  }
}

/** Removes the partial and replaced folders of this process, or of one that was killed, while the lock is held. */
function removeLeftOvers(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const isLeftOver = ['.partial-', '.replaced-'].some((mark) =>
      name.startsWith(`${basename(target)}${mark}`),
    );
    if (isLeftOver) rmSync(join(dirname(target), name), { recursive: true, force: true });
  }
}
