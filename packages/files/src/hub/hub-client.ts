import { UserError } from '@lamella/core';

import { HubUnreachable, refusal, unreachable, type Subject } from './hub-errors.ts';
import { isGitHash, isInside, type Repository } from './repository.ts';
import type { HubSettings } from './settings.ts';

/** The state of a repository at a revision. */
export interface RepositoryState {
  readonly commit: string;
  readonly files: readonly string[];
}

/** The hub's metadata of a file, known before the download. The etag is the SHA-256 of a large file, the git hash of others. */
export interface FileState {
  readonly etag: string;
  readonly size: number | undefined;
}

interface Request {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Stop at a redirection to another server: the answer before it describes the file. */
  readonly staysHome?: boolean;
}

const answerTimeoutMs = 30_000;
const maxRedirections = 10;
/** A list of files; those of the largest repositories have some megabytes. */
const MOST_ANSWER_BYTES = 2 ** 26;

/** Asks the hub which commit a revision means, and which files it has. */
export async function fetchRepositoryState(
  repository: Repository,
  settings: HubSettings,
): Promise<RepositoryState> {
  const { type, id, revision } = repository;
  const url = new URL(`${settings.endpoint}/api/${type}s/${id}/revision/${encodeURIComponent(revision)}`);
  const response = await request(url, settings, { signal: AbortSignal.timeout(answerTimeoutMs) });
  if (!response.ok) throw refusal(response, { repository }, settings);
  const body = await readJson(response, url);
  const { sha, siblings } = body as { sha?: unknown; siblings?: unknown };
  if (typeof sha !== 'string' || !isGitHash(sha) || !Array.isArray(siblings)) {
    throw new UserError(
      `Expected "sha" and "siblings" in the answer of ${url.href}. Is HF_ENDPOINT a Hugging Face hub?`,
    );
  }
  const files = siblings.map((sibling: { rfilename?: unknown } | null) => String(sibling?.rfilename));
  return { commit: sha, files: files.filter(isInside) };
}

/** Asks the hub for the size and the hash of a file. */
export async function fetchFileState(url: URL, subject: Subject, settings: HubSettings): Promise<FileState> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  const response = await request(url, settings, { method: 'HEAD', signal, staysHome: true });
  if (response.status >= 400) throw refusal(response, subject, settings);
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
  const etag = (header('x-linked-etag') ?? header('etag') ?? '').replace(/^W\//, '').replaceAll('"', '');
  if (!/^[\w-]{1,128}$/.test(etag)) {
    throw new UserError(
      `Expected an ETag in the answer of ${url.href}, got "${etag}". Is HF_ENDPOINT a Hugging Face hub?`,
    );
  }
  const isRedirection = response.status >= 300;
  const size = header('x-linked-size') ?? (isRedirection ? undefined : header('content-length'));
  return { etag, size: size === undefined ? undefined : Number(size) };
}

/** Asks for the bytes of a file from an offset on. The answer may be any status; the caller reads or cancels its body. */
export async function fetchFile(
  url: URL,
  settings: HubSettings,
  { offset, signal }: { offset: number; signal: AbortSignal },
): Promise<Response> {
  return request(url, settings, { headers: offset > 0 ? { range: `bytes=${offset}-` } : {}, signal });
}

/** The address of a file at a commit. */
export function fileUrl(
  { type, id }: Repository,
  commit: string,
  { file, endpoint }: { file: string; endpoint: string },
): URL {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return new URL(`${endpoint}/${type === 'dataset' ? 'datasets/' : ''}${id}/resolve/${commit}/${path}`);
}

/** Follows redirections itself: the token goes to the hub alone, never to the servers that it redirects to. */
async function request(url: URL, settings: HubSettings, options: Request): Promise<Response> {
  const home = new URL(settings.endpoint).origin;
  let target = url;
  for (let count = 0; count <= maxRedirections; count++) {
    const response = await send(target, target.origin === home ? settings.token : undefined, options);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    const next = new URL(location, target);
    if (options.staysHome === true && next.origin !== home) return response;
    await response.body?.cancel();
    target = next;
  }
  throw new HubUnreachable(`${url.href} redirects more than ${maxRedirections} times. Try again later.`);
}

async function send(
  url: URL,
  token: string | undefined,
  { method = 'GET', headers, signal }: Request,
): Promise<Response> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  // Compressed answers would hide the size of the file, and could not be continued.
  const allHeaders = { 'user-agent': 'lamella', 'accept-encoding': 'identity', ...headers, ...authorization };
  try {
    return await fetch(url, { method, headers: allHeaders, signal, redirect: 'manual' });
  } catch (error) {
    throw unreachable(url, error);
  }
}

async function readJson(response: Response, url: URL): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let numBytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      pieces.push(piece);
      numBytes += piece.length;
      if (numBytes > MOST_ANSWER_BYTES) break;
    }
  } catch (error) {
    throw unreachable(url, error);
  }
  if (numBytes > MOST_ANSWER_BYTES)
    throw new UserError(
      `Expected at most ${MOST_ANSWER_BYTES} bytes in the answer of ${url.href}, got more.`,
    );
  try {
    return (JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown) ?? {};
  } catch (error) {
    throw unreachable(url, error);
  }
}
