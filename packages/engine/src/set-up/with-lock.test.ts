import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { withLock } from './with-lock.ts';

const folder = temporaryFolder();
const lock = join(folder.path, 'locks', 'a.lock');
afterAll(() => folder.remove());

test('lets one in after the other, and tells who waits for whom', async () => {
  const events: string[] = [];
  const work = (name: string): Promise<void> =>
    withLock(
      lock,
      async () => {
        events.push(`${name} begins`);
        await sleep(50);
        events.push(`${name} ends`);
      },
      { onWait: (pid) => events.push(`${name} waits for ${pid}`), pollMs: 5 },
    );
  await Promise.all([work('a'), work('b')]);
  // Either may come first: both ask at the same time.
  const [first, second] = events[0] === 'a begins' ? ['a', 'b'] : ['b', 'a'];
  expect(events).toEqual([
    `${first} begins`,
    `${second} waits for ${process.pid}`,
    `${first} ends`,
    `${second} begins`,
    `${second} ends`,
  ]);
});

test('gives what the action gives, and lets go when it fails', async () => {
  expect(await withLock(lock, () => Promise.resolve(7))).toBe(7);
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});

test('waits for another process, and takes over when that is killed', async () => {
  const script = fileURLToPath(new URL('../../fixtures/hold-lock.mts', import.meta.url));
  const other = spawn(process.execPath, ['--import', 'tsx', script, lock], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  let waitedFor = 0;
  const onWait = (pid: number): void => {
    waitedFor = pid;
    other.kill('SIGKILL');
  };
  expect(await withLock(lock, () => Promise.resolve('mine'), { onWait, pollMs: 5 })).toBe('mine');
  expect(waitedFor).toBe(other.pid);
});

describe('a lock that was left behind', () => {
  const leave = (holder: object): void => writeFileSync(lock, JSON.stringify(holder));
  const take = (): Promise<string> =>
    withLock(lock, () => Promise.resolve(readFileSync(lock, 'utf8')), {
      onWait: () => {
        throw new Error('waits');
      },
    });

  test('by a process that is gone is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    leave({ host: hostname(), pid, started: '1' });
    expect(JSON.parse(await take())).toMatchObject({ pid: process.pid });
  });

  test('by a process whose id another one has now is taken over', async () => {
    leave({ host: hostname(), pid: process.ppid, started: 'long ago' });
    expect(JSON.parse(await take())).toMatchObject({ pid: process.pid });
  });

  test('half written is taken over', async () => {
    writeFileSync(lock, '{"host":');
    expect(JSON.parse(await take())).toMatchObject({ pid: process.pid });
  });

  test('on another host is waited for until it has not been touched for two minutes', async () => {
    leave({ host: `not ${hostname()}`, pid: 1, started: '1' });
    await expect(take()).rejects.toThrow('waits');
    const past = new Date(Date.now() - 121_000);
    utimesSync(lock, past, past);
    expect(JSON.parse(await take())).toMatchObject({ pid: process.pid });
  });
});
