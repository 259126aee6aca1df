import { readFile, readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { resolveFolder } from './resolve-folder.ts';
import type { HubSettings } from './settings.ts';
import { fakeCommit, gitHash, sha256, startFakeHub, type FakeHub } from './testing/fake-hub.ts';
import { config, files, id, makeTemporaryHub, weights } from './testing/temporary-hub.ts';

let hub: FakeHub;
let settings: HubSettings;
let cacheFolder: string;
let repositoryPath: string;
let remove: () => Promise<void>;

beforeEach(
  async () => void ({ hub, settings, cacheFolder, repositoryPath, remove } = await makeTemporaryHub()),
);
afterEach(() => remove());

const wanted = ['config.json', 'model.safetensors', 'tokenizer.json?'];

describe('a local folder', () => {
  test('is itself', async () => {
    await writeFile(join(cacheFolder, 'config.json'), config);
    expect(await resolveFolder(cacheFolder, ['config.json', 'x.json?', '*.txt?'], { settings })).toEqual({
      folder: cacheFolder,
      origin: 'local',
      files: ['config.json'],
    });
    expect(hub.seen).toEqual([]);
  });

  test('must hold the wanted files', async () => {
    await writeFile(join(cacheFolder, 'config.json'), config);
    await expect(resolveFolder(cacheFolder, wanted)).rejects.toThrow(
      `Expected model.safetensors in ${cacheFolder}, got config.json.`,
    );
    await expect(resolveFolder(join(cacheFolder, 'config.json'), wanted)).rejects.toThrow(
      /Expected a folder, got the file/,
    );
  });

  test.each(['tiny-model', './no/where', '/no/where', 'a/b/c', '../org', 'org/'])(
    'neither folder nor id: %s',
    async (source) => {
      await expect(resolveFolder(source, wanted, { settings })).rejects.toThrow(`"${source}" is neither`);
    },
  );
});

describe('the hub', () => {
  test('downloads only the wanted files, into the layout that Python uses', async () => {
    const resolved = await resolveFolder(id, [...wanted, 'data/*.txt'], { settings });
    expect(resolved).toEqual({
      folder: join(repositoryPath, 'snapshots', fakeCommit),
      origin: 'hub',
      files: ['config.json', 'data/a b.txt', 'model.safetensors'],
      id,
      revision: 'main',
      commit: fakeCommit,
    });
    expect(weights.equals(await readFile(join(resolved.folder, 'model.safetensors')))).toBe(true);
    expect(await readlink(join(resolved.folder, 'model.safetensors'))).toBe(`../../blobs/${sha256(weights)}`);
    expect(await readlink(join(resolved.folder, 'data/a b.txt'))).toBe(`../../../blobs/${gitHash(config)}`);
    expect(await readFile(join(repositoryPath, 'refs', 'main'), 'utf8')).toBe(fakeCommit);
    expect((await readdir(join(repositoryPath, 'blobs'))).sort()).toEqual(
      [gitHash(config), sha256(weights)].sort(),
    );
    expect((await readdir(resolved.folder)).sort()).toEqual(['config.json', 'data', 'model.safetensors']);
  });

  test('asks for nothing twice', async () => {
    await resolveFolder(id, wanted, { settings });
    hub.seen.length = 0;
    await resolveFolder(id, wanted, { settings });
    expect(hub.seen.map(({ path }) => path)).toEqual([`/api/models/${id}/revision/main`]);
  });

  test('reports progress up to the whole size', async () => {
    const received: number[] = [];
    await resolveFolder(id, ['model.safetensors'], {
      settings,
      onProgress: (each) => received.push(each.receivedBytes),
    });
    expect(received.at(-1)).toBe(weights.length);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  test('knows datasets, tags and commits', async () => {
    const datasets = await startFakeHub({ id, type: 'datasets', files });
    const at = { ...settings, endpoint: datasets.endpoint };
    const resolved = await resolveFolder({ id, revision: 'v1' }, ['config.json'], {
      settings: at,
      repoType: 'dataset',
    });
    expect(resolved.folder).toBe(join(cacheFolder, 'datasets--org--tiny-model', 'snapshots', fakeCommit));
    expect(await readFile(join(cacheFolder, 'datasets--org--tiny-model', 'refs', 'v1'), 'utf8')).toBe(
      fakeCommit,
    );
    await resolveFolder({ id, revision: fakeCommit }, ['config.json'], { settings });
    expect(await readdir(repositoryPath)).toEqual(['blobs', 'snapshots']);
    await datasets.close();
  });

  test('the token goes to the hub and never to the server it redirects to', async () => {
    await resolveFolder(id, wanted, { settings: { ...settings, token: 'hf_secret' } });
    const tokens = (server: string): Set<string | undefined> =>
      new Set(hub.seen.filter((each) => each.server === server).map(({ authorization }) => authorization));
    expect(tokens('hub')).toEqual(new Set(['Bearer hf_secret']));
    expect(tokens('storage')).toEqual(new Set([undefined]));
  });
});

test('a repository that was renamed is found by its old name', async () => {
  hub.intercept = (request, response) => {
    if (!request.url?.includes('org/old-name')) return false;
    response.writeHead(307, { location: request.url.replace('org/old-name', id) }).end();
    return true;
  };
  const { folder } = await resolveFolder('org/old-name', wanted, { settings });
  expect(folder).toBe(join(cacheFolder, 'models--org--old-name', 'snapshots', fakeCommit));
  expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true);
});

describe('errors', () => {
  test('a disk that is too small', async () => {
    hub.intercept = (request, response) => {
      if (request.method !== 'HEAD') return false;
      response.writeHead(302, {
        'x-linked-etag': `"${sha256(weights)}"`,
        'x-linked-size': 1e18,
        location: 'http://x',
      });
      response.end();
      return true;
    };
    await expect(resolveFolder(id, ['model.safetensors'], { settings })).rejects.toThrow(
      /^Expected 1000000000000 MB of free disk space in .*blobs, got \d+ MB\. Free some, or set HF_HUB_CACHE/,
    );
  });

  test('a gated repository', async () => {
    const gated = await startFakeHub({ id, files, token: 'hf_right' });
    const at = { ...settings, endpoint: gated.endpoint };
    await expect(resolveFolder(id, wanted, { settings: at })).rejects.toThrow(
      `accept its terms at ${gated.endpoint}/${id}, make a token at ${gated.endpoint}/settings/tokens and set HF_TOKEN to it. No token was sent.`,
    );
    await expect(resolveFolder(id, wanted, { settings: { ...at, token: 'hf_wrong' } })).rejects.toThrow(
      /token that was sent did not suffice/,
    );
    await resolveFolder(id, wanted, { settings: { ...at, token: 'hf_right' } });
    await gated.close();
  });

  test.each([
    [401, undefined, /The hub has no model "org\/tiny-model" \(revision main\), or it is private \(401/],
    [403, undefined, /is forbidden \(403\)/],
    [404, 'RepoNotFound', /has no model .*or it is private \(404/],
    [404, 'RevisionNotFound', /no such branch, tag or commit: model "org\/tiny-model"/],
    [429, undefined, /too many requests.*Run once with access/],
    [503, undefined, /answered 503.*Try again later/],
  ])('status %s %s', async (status, code, message) => {
    hub.intercept = (_request, response) => {
      response.writeHead(status, code === undefined ? {} : { 'x-error-code': code }).end();
      return true;
    };
    await expect(resolveFolder(id, wanted, { settings })).rejects.toThrow(message);
  });

  test('a file that the repository lacks', async () => {
    await expect(resolveFolder(id, ['vocab.txt', '*.bin'], { settings })).rejects.toThrow(
      'Expected vocab.txt, *.bin in the model "org/tiny-model" (revision main), got config.json, model.safetensors',
    );
    expect(hub.seen.map(({ path }) => path)).toEqual([`/api/models/${id}/revision/main`]);
  });

  test('a revision that would leave the folder', async () => {
    await expect(resolveFolder({ id, revision: '../../x' }, wanted, { settings })).rejects.toThrow(
      /Expected a branch, a tag/,
    );
  });

  test('a server that is no hub', async () => {
    hub.intercept = (_request, response) => (response.end('{}'), true);
    await expect(resolveFolder(id, wanted, { settings })).rejects.toThrow(
      /Is HF_ENDPOINT a Hugging Face hub/,
    );
  });
});

describe('without the network', () => {
  test('uses what the cache holds', async () => {
    const online = await resolveFolder(id, wanted, { settings });
    hub.seen.length = 0;
    expect(await resolveFolder(id, wanted, { settings: { ...settings, isOffline: true } })).toEqual(online);
    expect(
      await resolveFolder(id, wanted, { settings: { ...settings, endpoint: 'http://127.0.0.1:9' } }),
    ).toEqual(online);
    const atCommit = await resolveFolder({ id, revision: fakeCommit }, wanted, {
      settings: { ...settings, isOffline: true },
    });
    expect(atCommit.folder).toBe(online.folder);
    expect(hub.seen).toEqual([]);
  });

  test('says what the cache lacks', async () => {
    const offline = { ...settings, isOffline: true };
    await expect(resolveFolder(id, wanted, { settings: offline })).rejects.toThrow(
      `The model "org/tiny-model" (revision main) is not in the cache ${cacheFolder}. Nothing could be downloaded: HF_HUB_OFFLINE is set. Run once with access to the hub.`,
    );
    await resolveFolder(id, ['config.json'], { settings });
    await expect(resolveFolder(id, wanted, { settings: offline })).rejects.toThrow(
      /but without model\.safetensors/,
    );
  });

  test('says that the hub can not be reached', async () => {
    const unreachable = { ...settings, endpoint: 'http://127.0.0.1:9' };
    await expect(resolveFolder(id, wanted, { settings: unreachable })).rejects.toThrow(
      /Cannot reach http:\/\/127\.0\.0\.1:9 \(\w/,
    );
  });
});
