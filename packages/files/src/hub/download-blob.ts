import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { UserError, hashFile } from '@lamella/core';

import { fileSystemError } from '../file-system-error.ts';
import { fetchFile, type FileState } from './hub-client.ts';
import { HubUnreachable, refusal, unreachable, type Subject } from './hub-errors.ts';
import { claimPartialFile, releasePartialFile } from './partial-file.ts';
import { isGitHash } from './repository.ts';
import type { HubSettings } from './settings.ts';

/** How far the download of a file has come. `totalBytes` is undefined when the hub does not say. */
export interface DownloadProgress {
  readonly file: string;
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
}

/** One file to be downloaded. */
export interface Download extends FileState {
  readonly url: URL;
  readonly subject: Subject & { readonly file: string };
  readonly settings: HubSettings;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** So many requests in a row may bring nothing before a download is given up. */
const maxFruitlessRequests = 5;
const stallMs = 30_000;
/** Of a file whose size the hub does not say; those are small. */
const MOST_UNANNOUNCED_BYTES = 2 ** 30;

const active = new Map<string, Promise<void>>();

/**
 * Downloads a file to `blob`, unless it is there. A download that was cut off is continued, here and in later
 * calls, also one of another process that has ended; the result is checked by size and hash before it is put in place.
 *
 * @throws UserError when the hub refuses, the disk is full, or the content is damaged; HubUnreachable when there is no network
 */
export async function downloadBlob(blob: string, download: Download): Promise<void> {
  const running = active.get(blob) ?? downloadOnce(blob, download).finally(() => active.delete(blob));
  active.set(blob, running);
  await running;
}

async function downloadOnce(blob: string, download: Download): Promise<void> {
  try {
    await mkdir(dirname(blob), { recursive: true });
    const partial = await claimPartialFile(blob, () => existsSync(blob));
    if (partial !== undefined) await complete(partial, blob, download);
  } catch (error) {
    throw fileSystemError(error, 'write', blob);
  }
}

async function complete(partial: string, blob: string, download: Download): Promise<void> {
  try {
    const isContinued = (await stat(partial)).size > 0;
    await receive(partial, download);
    let problem = await findProblem(partial, download);
    if (problem !== undefined && isContinued) {
      await rm(partial);
      await receive(partial, download);
      problem = await findProblem(partial, download);
    }
    if (problem !== undefined) {
      await rm(partial);
      throw new UserError(
        `${download.url.href} arrived damaged: ${problem}. Run again; if it stays so, the server or a proxy is at fault.`,
      );
    }
    await rename(partial, blob);
  } finally {
    await releasePartialFile(partial, blob);
  }
}

/** Appends to the partial file until it has all bytes. */
async function receive(partial: string, download: Download): Promise<void> {
  const file = await open(partial, 'a');
  try {
    let fruitless = 0;
    for (;;) {
      const { size: before } = await file.stat();
      if (download.size !== undefined && before >= download.size) return;
      await checkDiskSpace(partial, (download.size ?? 0) - before);
      const failure = await requestRest(file, before, download);
      if (failure === undefined) return;
      fruitless = (await file.stat()).size > before ? 0 : fruitless + 1;
      if (fruitless >= maxFruitlessRequests) throw failure;
      await sleep(download.settings.retryDelayMs * 2 ** fruitless);
    }
  } finally {
    await file.sync();
    await file.close();
  }
}

/** One request for the bytes that are missing; returns the failure if it is worth another try. */
async function requestRest(
  file: FileHandle,
  offset: number,
  download: Download,
): Promise<HubUnreachable | undefined> {
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new DOMException('stalled', 'TimeoutError')), stallMs);
  try {
    const response = await fetchFile(download.url, download.settings, { offset, signal: stall.signal });
    const isContinuation = response.status === 206 && startsAt(response, offset);
    if (!isContinuation) await file.truncate(0);
    if (!response.ok && response.status !== 416) throw refusal(response, download.subject, download.settings);
    let receivedBytes = isContinuation ? offset : 0;
    for await (const chunk of response.ok ? chunksOf(response, download.url) : []) {
      timer.refresh();
      if (receivedBytes + chunk.length > (download.size ?? MOST_UNANNOUNCED_BYTES))
        throw await tooMuch(file, download);
      await file.appendFile(chunk);
      receivedBytes += chunk.length;
      download.onProgress({ file: download.subject.file, receivedBytes, totalBytes: download.size });
    }
    const isWhole = response.ok && receivedBytes >= (download.size ?? 0);
    return isWhole
      ? undefined
      : new HubUnreachable(`${download.url.href} broke off after ${receivedBytes} bytes.`);
  } catch (error) {
    if (error instanceof HubUnreachable) return error;
    throw error;
  } finally {
    clearTimeout(timer);
    stall.abort();
  }
}

/** What was received is not the file's beginning, either. */
async function tooMuch(file: FileHandle, { url, size }: Download): Promise<UserError> {
  await file.truncate(0);
  const expected =
    size === undefined ? `at most ${MOST_UNANNOUNCED_BYTES} bytes` : `the ${size} bytes that were announced`;
  return new UserError(
    `${url.href} sends more than it says: expected ${expected}, got more. The server or a proxy is at fault.`,
  );
}

function startsAt(response: Response, offset: number): boolean {
  return response.headers.get('content-range')?.startsWith(`bytes ${offset}-`) === true;
}

async function* chunksOf(response: Response, url: URL): AsyncIterable<Uint8Array> {
  try {
    yield* response.body ?? [];
  } catch (error) {
    throw unreachable(url, error);
  }
}

async function checkDiskSpace(path: string, neededBytes: number): Promise<void> {
  const folder = dirname(path);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  const toMegabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  throw new UserError(
    `Expected ${toMegabytes(neededBytes)} of free disk space in ${folder}, got ${toMegabytes(bavail * bsize)}. ` +
      'Free some, or set HF_HUB_CACHE to a folder on another disk.',
  );
}

/** Why a downloaded file is not what the hub announced, if so. */
async function findProblem(path: string, { size, etag }: FileState): Promise<string | undefined> {
  const found = (await stat(path)).size;
  if (size !== undefined && found !== size) return `expected ${size} bytes, got ${found}`;
  const hash = await hashLike(etag, path);
  return hash === undefined || hash === etag ? undefined : `expected hash ${etag}, got ${hash}`;
}

/** The hash of a file, of the kind that an etag has: SHA-256, or git's hash of a blob; undefined if it is of neither. */
async function hashLike(etag: string, path: string): Promise<string | undefined> {
  if (/^[0-9a-f]{64}$/.test(etag)) return hashFile(path);
  if (!isGitHash(etag)) return undefined;
  const hash = createHash('sha1').update(`blob ${(await stat(path)).size}\0`);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
