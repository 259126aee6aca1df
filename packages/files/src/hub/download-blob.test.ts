import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { resolveFolder } from './resolve-folder.ts';
import type { HubSettings } from './settings.ts';
import { gitHash, sha256, type FakeHub } from './testing/fake-hub.ts';
import { config, id, makeTemporaryHub, weights } from './testing/temporary-hub.ts';

let hub: FakeHub;
let settings: HubSettings;
let repositoryPath: string;
let remove: () => Promise<void>;

beforeEach(async () => void ({ hub, settings, repositoryPath, remove } = await makeTemporaryHub()));
afterEach(() => remove());

const partialOf = (pid: number | undefined): string =>
  join(repositoryPath, 'blobs', `${sha256(weights)}.${hostname()}.${pid}.incomplete`);

describe('downloads that break off', () => {
  test('are continued within a call', async () => {
    hub.cuts.push(100_000, 50_000);
    const { folder } = await resolveFolder(id, ['model.safetensors'], { settings });
    expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true);
    const ranges = hub.seen.filter(({ server }) => server === 'storage').map(({ range }) => range);
    expect(ranges).toEqual([undefined, 'bytes=100000-', 'bytes=150000-']);
  });

  test('are continued by a later call', async () => {
    hub.cuts.push(100_000, 0, 0, 0, 0, 0);
    await expect(resolveFolder(id, ['model.safetensors'], { settings })).rejects.toThrow(/Cannot reach http/);
    expect(await readdir(join(repositoryPath, 'blobs'))).toEqual([`${sha256(weights)}.incomplete`]);
    const { folder } = await resolveFolder(id, ['model.safetensors'], { settings });
    expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true);
    expect(hub.seen.at(-1)?.range).toBe('bytes=100000-');
  });

  test('are begun anew when what was there is not a beginning of the file', async () => {
    const partial = join(repositoryPath, 'blobs', `${sha256(weights)}.incomplete`);
    await mkdir(join(repositoryPath, 'blobs'), { recursive: true });
    for (const bytes of [10, weights.length, weights.length + 10]) {
      await writeFile(partial, Buffer.alloc(bytes, 'x'));
      await utimes(partial, 0, 0);
      const { folder } = await resolveFolder(id, ['model.safetensors'], { settings });
      expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true);
      await rm(join(repositoryPath, 'blobs', sha256(weights)));
    }
  });

  test('of a process that has ended are continued', async () => {
    const { pid } = await run('process.exit()');
    await mkdir(join(repositoryPath, 'blobs'), { recursive: true });
    await writeFile(partialOf(pid), weights.subarray(0, 1000));
    await resolveFolder(id, ['model.safetensors'], { settings });
    expect(hub.seen.at(-1)?.range).toBe('bytes=1000-');
  });

  test('of a process that is running are waited for', async () => {
    const blob = join(repositoryPath, 'blobs', sha256(weights));
    await mkdir(join(repositoryPath, 'blobs'), { recursive: true });
    await writeFile(partialOf(process.ppid), weights.subarray(0, 1000));
    const resolved = resolveFolder(id, ['model.safetensors'], { settings });
    const first = await Promise.race([resolved, sleep(300, 'waiting')]);
    await writeFile(blob, weights);
    await rm(partialOf(process.ppid));
    await resolved;
    expect(first).toBe('waiting');
    expect(hub.seen.filter(({ server }) => server === 'storage')).toEqual([]);
  });

  test('from a server that ignores ranges are begun anew', async () => {
    hub.cuts.push(5);
    hub.intercept = (request) => {
      delete request.headers.range;
      return false;
    };
    const { folder } = await resolveFolder(id, ['config.json'], { settings });
    expect(await readFile(join(folder, 'config.json'))).toEqual(config);
  });
});

describe('two at once', () => {
  test('in one process share a download', async () => {
    await Promise.all([1, 2, 3].map(() => resolveFolder(id, ['model.safetensors'], { settings })));
    expect(hub.seen.filter(({ server }) => server === 'storage')).toHaveLength(1);
  });

  test('processes both end with the same sound file', async () => {
    const code = `
      import { resolveFolder } from ${JSON.stringify(fileURLToPath(new URL('./resolve-folder.ts', import.meta.url)))};
      const settings = ${JSON.stringify(settings)};
      const { folder } = await resolveFolder(${JSON.stringify(id)}, ['model.safetensors'], { settings });
      console.log(folder);`;
    const [a, b] = await Promise.all([run(code), run(code)]);
    expect(a.stdout).toBe(b.stdout);
    expect(weights.equals(await readFile(join(a.stdout.trim(), 'model.safetensors')))).toBe(true);
    expect(await readdir(join(repositoryPath, 'blobs'))).toEqual([sha256(weights)]);
  }, 30_000);
});

test('a wrong hash', async () => {
  hub.intercept = (request, response) => {
    if (!request.url?.includes('/resolve/')) return false;
    response.writeHead(200, { etag: `"${gitHash(config)}"`, 'content-length': config.length });
    response.end(request.method === 'HEAD' ? undefined : config.toString().toUpperCase());
    return true;
  };
  await expect(resolveFolder(id, ['config.json'], { settings })).rejects.toThrow(
    /config\.json arrived damaged: expected hash \w{40}, got \w{40}\. Run again/,
  );
  expect(await readdir(join(repositoryPath, 'blobs'))).toEqual([]);
});

async function run(code: string): Promise<{ pid: number | undefined; stdout: string }> {
  const child = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code]);
  const { stdout } = await child;
  return { pid: child.child.pid, stdout };
}

describe('a hub that lies', () => {
  /** Answers requests for a file's content with pieces of 64 KiB; counts those that were taken. */
  const pour = (path: string, numPieces: number): { taken: number } => {
    const count = { taken: 0 };
    hub.intercept = ({ method, url = '' }, response) => {
      if (method !== 'GET' || !url.includes(path)) return false;
      const send = (): void => {
        if (count.taken++ >= numPieces) response.end();
        else response.write(Buffer.alloc(2 ** 16, 32), () => setImmediate(send));
      };
      response.on('error', () => undefined);
      send();
      return true;
    };
    return count;
  };

  test('by sending more than it says is not listened to', async () => {
    const poured = pour('/resolve/', 6400);
    await expect(resolveFolder(id, ['config.json'], { settings })).rejects.toThrow(
      `sends more than it says: expected the ${config.length} bytes that were announced, got more.`,
    );
    expect(poured.taken).toBeLessThan(640);
    const blobs = await readdir(join(repositoryPath, 'blobs'));
    expect(blobs.filter((name) => !name.endsWith('.incomplete'))).toEqual([]);
    hub.intercept = undefined;
    await resolveFolder(id, ['config.json'], { settings });
  });

  test('by a list of files without an end is not listened to', async () => {
    const poured = pour('/revision/', 6400);
    await expect(resolveFolder(id, ['config.json'], { settings })).rejects.toThrow(
      /^Expected at most 67108864 bytes in the answer of http/,
    );
    expect(poured.taken).toBeLessThan(6400);
  });
});
