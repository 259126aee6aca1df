import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLockFile, readLockFile, removeStaleLock } from './lock-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-lock-'));
  path = join(folder, 'a.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const isStale = (content: string): boolean => content.startsWith('ended');

test('of two that create it one succeeds, and its content is whole', async () => {
  expect(await readLockFile(path)).toBeUndefined();
  const created = await Promise.all(['first', 'second'].map((owner) => createLockFile(path, owner)));
  expect(created.filter(Boolean)).toHaveLength(1);
  expect(await readLockFile(path)).toBe(created[0] === true ? 'first' : 'second');
  expect(readdirSync(folder)).toEqual(['a.lock']);
});

test('a folder that can’t be written to is an error', async () => {
  await expect(createLockFile(join(folder, 'none', 'a.lock'), 'x')).rejects.toThrow('ENOENT');
});

test('what has become somebody’s since it was looked at stays', async () => {
  writeFileSync(path, 'somebody');
  await removeStaleLock({ path, content: 'ended', own: 'me', isStale });
  expect(await readLockFile(path)).toBe('somebody');
  expect(readdirSync(folder)).toEqual(['a.lock']);
});

test('leaves it to another process that removes it, and takes over from one that was killed at that', async () => {
  const guard = `${path}.${createHash('sha256').update('ended').digest('hex').slice(0, 16)}`;
  const remove = (): Promise<void> => removeStaleLock({ path, content: 'ended', own: 'me', isStale });
  writeFileSync(path, 'ended');
  writeFileSync(guard, 'alive');
  await remove();
  expect(readdirSync(folder)).toHaveLength(2);
  writeFileSync(guard, 'ended, too');
  await remove();
  expect(readdirSync(folder)).toEqual(['a.lock']);
  await remove();
  expect(readdirSync(folder)).toEqual([]);
});

test('of six that find a stale lock one takes it, a hundred times', async () => {
  let held = 0;
  const take = async (name: string): Promise<boolean> => {
    while (!(await createLockFile(path, name))) {
      const content = await readLockFile(path);
      if (content === undefined) continue;
      if (!isStale(content)) return false;
      await sleep(Math.random() * 3); // as a slow machine would
      await removeStaleLock({ path, content, own: name, isStale });
    }
    held++;
    return true;
  };
  for (let round = 0; round < 100; round++) {
    writeFileSync(path, `ended ${round}`);
    held = 0;
    await Promise.all([1, 2, 3, 4, 5, 6].map((i) => take(`${round} ${i}`)));
    expect(held).toBe(1);
    expect(readdirSync(folder)).toEqual(['a.lock']);
  }
});
