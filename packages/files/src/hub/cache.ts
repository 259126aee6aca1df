import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { writeFileAtomically } from '../write-file-atomically.ts';
import { isGitHash, type Repository } from './repository.ts';

// The layout is the one of Python's huggingface_hub, so that both share their files:
//   models--organisation--name/blobs/<etag>               contents
//   models--organisation--name/snapshots/<commit>/<file>  links to them
//   models--organisation--name/refs/<branch or tag>       the commit that it meant when last asked

/** The folder of a repository in the hub's cache. */
export function repositoryFolder(cacheFolder: string, { type, id }: Repository): string {
  return join(cacheFolder, `${type}s--${id.replaceAll('/', '--')}`);
}

/** The folder with the files of one commit. */
export function snapshotFolder(repositoryPath: string, commit: string): string {
  return join(repositoryPath, 'snapshots', commit);
}

/** The commit that the cache last knew for a revision, if any. */
export function cachedCommit(repositoryPath: string, revision: string): string | undefined {
  if (isGitHash(revision)) return existsSync(snapshotFolder(repositoryPath, revision)) ? revision : undefined;
  const path = join(repositoryPath, 'refs', revision);
  if (!existsSync(path)) return undefined;
  const commit = readFileSync(path, 'utf8').trim();
  return isGitHash(commit) ? commit : undefined;
}

/** Remembers which commit a branch or tag means. */
export async function rememberCommit(
  repositoryPath: string,
  revision: string,
  commit: string,
): Promise<void> {
  if (revision === commit || cachedCommit(repositoryPath, revision) === commit) return;
  await writeFileAtomically(join(repositoryPath, 'refs', revision), commit);
}

/** Makes a file of a snapshot a relative link to its blob. */
export async function linkBlob(blob: string, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString('hex')}.link`;
  await symlink(relative(dirname(file), blob), temporary);
  await rename(temporary, file);
}
