import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { UserError } from '@lamella/core';

import { cachedCommit, linkBlob, rememberCommit, repositoryFolder, snapshotFolder } from './cache.ts';
import { downloadBlob, type DownloadProgress } from './download-blob.ts';
import { fetchFileState, fetchRepositoryState, fileUrl, type RepositoryState } from './hub-client.ts';
import { HubUnreachable } from './hub-errors.ts';
import { describeRepository, isHubId, repository, type Repository } from './repository.ts';
import { hubSettings, type HubSettings } from './settings.ts';
import { selectFiles, selectFilesIn } from './wanted-files.ts';

/** A path, an id on the hub, or an id at a revision (a branch, a tag or a commit). */
export type FolderSource = string | { readonly id: string; readonly revision?: string };

/** A folder that holds the files that were wanted. */
export interface ResolvedFolder {
  readonly folder: string;
  readonly origin: 'local' | 'hub';
  /** The names of the wanted files that are there, relative to the folder. */
  readonly files: readonly string[];
  readonly id?: string;
  readonly revision?: string;
  readonly commit?: string;
}

export interface ResolveOptions {
  /** `model` unless said otherwise. */
  readonly repoType?: 'model' | 'dataset';
  /** The environment's, unless given. */
  readonly settings?: HubSettings;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/**
 * Finds a folder with the wanted files: a local one, or one in the hub's cache, to which the files that are missing
 * are downloaded. The cache is shared with Python's huggingface_hub.
 *
 * @param source a path that exists, else an id such as `FacebookAI/roberta-base`
 * @param wanted names of files, in which `*` stands for any characters but `/`; of alternatives joined by `|` the first
 *   one that exists is taken; those that end in `?` may be absent
 * @throws UserError when a file is missing, the hub refuses, there is no network, or a download is damaged
 */
export async function resolveFolder(
  source: FolderSource,
  wanted: readonly string[],
  options: ResolveOptions = {},
): Promise<ResolvedFolder> {
  if (typeof source === 'string' && existsSync(source)) return resolveLocal(source, wanted);
  const { id, revision } = typeof source === 'string' ? { id: checkId(source), revision: undefined } : source;
  const wantedRepository = repository(options.repoType ?? 'model', id, revision);
  const settings = options.settings ?? hubSettings();
  if (settings.isOffline)
    return resolveCached(wantedRepository, wanted, { settings, why: 'HF_HUB_OFFLINE is set' });
  const state = await fetchRepositoryState(wantedRepository, settings).catch((error: unknown) => {
    if (error instanceof HubUnreachable) return error;
    throw error;
  });
  if (state instanceof HubUnreachable)
    return resolveCached(wantedRepository, wanted, { settings, why: state.message });
  return resolveOnline(wantedRepository, wanted, {
    settings,
    state,
    onProgress: options.onProgress ?? (() => {}),
  });
}

function checkId(source: string): string {
  if (isHubId(source)) return source;
  throw new UserError(
    `Expected a folder, or an id on the hub such as "FacebookAI/roberta-base"; "${source}" is neither. (Looked at ${resolve(source)}.)`,
    { exitCode: 2 },
  );
}

function resolveLocal(path: string, wanted: readonly string[]): ResolvedFolder {
  const folder = resolve(path);
  if (!statSync(folder).isDirectory())
    throw new UserError(`Expected a folder, got the file ${folder}.`, { exitCode: 2 });
  const { files, missing } = selectFilesIn(folder, wanted);
  if (missing.length > 0) {
    const found = readdirSync(folder).sort().slice(0, 20).join(', ') || 'nothing';
    throw new UserError(`Expected ${missing.join(', ')} in ${folder}, got ${found}.`);
  }
  return { folder, origin: 'local', files };
}

/** Resolves a folder from the cache alone, without the network. */
function resolveCached(
  wantedRepository: Repository,
  wanted: readonly string[],
  { settings, why }: { settings: HubSettings; why: string },
): ResolvedFolder {
  const { id, revision } = wantedRepository;
  const path = repositoryFolder(settings.cacheFolder, wantedRepository);
  const commit = cachedCommit(path, revision);
  const what = describeRepository(wantedRepository);
  if (commit === undefined)
    throw new UserError(`The ${what} is not in the cache ${settings.cacheFolder}. ${adviceFor(why)}`);
  const folder = snapshotFolder(path, commit);
  const { files, missing } = selectFilesIn(folder, wanted);
  if (missing.length > 0) {
    throw new UserError(
      `The cache has the ${what}, but without ${missing.join(', ')} (${folder}). ${adviceFor(why)}`,
    );
  }
  return { folder, origin: 'hub', files, id, revision, commit };
}

function adviceFor(why: string): string {
  return `Nothing could be downloaded: ${why.replace(/\.$/, '')}. Run once with access to the hub.`;
}

interface OnlineOptions {
  readonly settings: HubSettings;
  readonly state: RepositoryState;
  readonly onProgress: (progress: DownloadProgress) => void;
}

async function resolveOnline(
  wantedRepository: Repository,
  wanted: readonly string[],
  { settings, state, onProgress }: OnlineOptions,
): Promise<ResolvedFolder> {
  const { id, revision } = wantedRepository;
  const path = repositoryFolder(settings.cacheFolder, wantedRepository);
  const { files, missing } = selectFiles(state.files, wanted);
  if (missing.length > 0) {
    const found = state.files.slice(0, 20).join(', ') || 'nothing';
    throw new UserError(
      `Expected ${missing.join(', ')} in the ${describeRepository(wantedRepository)}, got ${found}.`,
    );
  }
  const folder = snapshotFolder(path, state.commit);
  for (const file of files) {
    if (existsSync(join(folder, file))) continue;
    const url = fileUrl(wantedRepository, state.commit, { file, endpoint: settings.endpoint });
    const subject = { repository: wantedRepository, file };
    const fileState = await fetchFileState(url, subject, settings);
    const blob = join(path, 'blobs', fileState.etag);
    await downloadBlob(blob, { ...fileState, url, subject, settings, onProgress });
    await linkBlob(blob, join(folder, file));
  }
  // Last, so that without the network a revision means the newest commit of which the files are there.
  await rememberCommit(path, revision, state.commit);
  return { folder, origin: 'hub', files, id, revision, commit: state.commit };
}
