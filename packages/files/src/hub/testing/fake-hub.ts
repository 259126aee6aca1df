import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the fake hub, or the storage server that it redirects to, has seen. */
export interface SeenRequest {
  readonly server: 'hub' | 'storage';
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** A hub on this machine, for tests: one model repository, of which `*.safetensors` lie on another server. */
export interface FakeHub {
  readonly endpoint: string;
  readonly commit: string;
  readonly seen: SeenRequest[];
  /** The next answers with a file's content break off after so many bytes, one entry per answer. */
  readonly cuts: number[];
  /** Makes a requested change to every answer, or gives it and returns true. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  close(): Promise<void>;
}

export interface FakeHubOptions {
  readonly id: string;
  readonly type?: 'models' | 'datasets';
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly token?: string;
}

export const fakeCommit = 'c0ffee0123456789c0ffee0123456789c0ffee01';

/** Starts the hub and its storage server on free ports; they count as two different origins. */
export async function startFakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const seen: SeenRequest[] = [];
  const cuts: number[] = [];
  const storage = createServer((request, response) => {
    seen.push(describe('storage', request));
    sendFile(request, response, { content: fileAt(request, options, 1), cuts });
  });
  const storageUrl = await listen(storage);
  const hub: Server = createServer((request, response) => {
    seen.push(describe('hub', request));
    if (fake.intercept?.(request, response) === true) return;
    answer(request, response, { ...options, storageUrl, cuts });
  });
  const fake: FakeHub = {
    endpoint: await listen(hub),
    commit: fakeCommit,
    seen,
    cuts,
    intercept: undefined,
    close: async () => {
      for (const server of [hub, storage]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
  return fake;
}

/** Git's hash of a file's content. */
export function gitHash(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

type AnswerOptions = FakeHubOptions & { readonly storageUrl: string; readonly cuts: number[] };

function answer(request: IncomingMessage, response: ServerResponse, options: AnswerOptions): void {
  const { id, files, token, type = 'models' } = options;
  const path = new URL(request.url ?? '', 'http://hub').pathname;
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
    return fail(response, 401, 'GatedRepo');
  }
  const revision = path.split(`/api/${type}/${id}/revision/`)[1];
  if (revision !== undefined) {
    if (!['main', 'v1', fakeCommit].includes(decodeURIComponent(revision)))
      return fail(response, 404, 'RevisionNotFound');
    response.setHeader('content-type', 'application/json');
    const siblings = Object.keys(files).map((rfilename) => ({ rfilename }));
    response.end(JSON.stringify({ sha: fakeCommit, siblings }));
    return;
  }
  const prefix =
    type === 'datasets' ? `/datasets/${id}/resolve/${fakeCommit}/` : `/${id}/resolve/${fakeCommit}/`;
  const content = fileAt(request, options, prefix.length);
  if (!path.startsWith(prefix)) return fail(response, 404, 'RepoNotFound');
  if (content === undefined) return fail(response, 404, 'EntryNotFound');
  const file = path.slice(prefix.length);
  response.setHeader('x-repo-commit', fakeCommit);
  if (file.endsWith('.safetensors')) {
    const headers = { 'x-linked-etag': `"${sha256(content)}"`, 'x-linked-size': content.length };
    response
      .writeHead(302, { ...headers, etag: '"of the redirection"', location: `${options.storageUrl}/${file}` })
      .end();
    return;
  }
  response.setHeader('etag', `"${gitHash(content)}"`);
  sendFile(request, response, { content, cuts: options.cuts });
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { content, cuts }: { content: Uint8Array | undefined; cuts: number[] },
): void {
  if (content === undefined) return fail(response, 404, 'EntryNotFound');
  const begin = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const body = content.subarray(begin);
  if (begin > 0)
    response.setHeader('content-range', `bytes ${begin}-${content.length - 1}/${content.length}`);
  response.writeHead(begin > 0 ? 206 : 200, { 'content-length': body.length });
  if (request.method === 'HEAD') return void response.end();
  const cut = cuts.shift();
  if (cut === undefined) return void response.end(body);
  response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
}

function fileAt(
  request: IncomingMessage,
  { files }: FakeHubOptions,
  prefixLength: number,
): Uint8Array | undefined {
  const path = new URL(request.url ?? '', 'http://hub').pathname;
  return files[decodeURIComponent(path.slice(prefixLength))];
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'x-error-code': code }).end();
}

function describe(server: SeenRequest['server'], request: IncomingMessage): SeenRequest {
  const { range, authorization } = request.headers;
  return { server, method: request.method ?? '', path: request.url ?? '', range, authorization };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
